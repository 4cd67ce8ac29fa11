import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { operationQuery } from "./operation-query.ts";

const shownOfEach = 20;
const errorsShown = 6;

/** What happened since the last look. */
export const bellQuery = queryOptions(operationQuery("GET /notifications"));

/** What the palette finds for a text, each as the server does. */
export const paletteQueries = {
  sources: (text: string) =>
    queryOptions({
      ...operationQuery("GET /log-source-names", { query: { limit: shownOfEach, ...(text ? { q: text } : {}) } }),
      placeholderData: keepPreviousData,
    }),
  alerts: (text: string) =>
    queryOptions({
      ...operationQuery("GET /alerts", {
        query: {
          type: "SYSTEM_ERROR",
          // Not so many that what else has the name is out of sight.
          limit: text ? errorsShown : shownOfEach,
          ...(text ? { "text-contains": text } : { status: ["OPEN"] }),
        },
      }),
      placeholderData: keepPreviousData,
    }),
  destinations: () => operationQuery("GET /destinations"),
  schemas: () => operationQuery("GET /schemas", { query: { limit: 500 } }),
};
