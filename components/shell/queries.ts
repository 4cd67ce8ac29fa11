import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SourceName } from "#lib/log-sources/schema.ts";
import type { Page } from "#lib/paging.ts";
import { callApi } from "./api-client.ts";
import { operationQuery } from "./operation-query.ts";

const shownOfEach = 20;

/** What happened since the last look. */
export const bellQuery = queryOptions(operationQuery("GET /notifications"));

/** What the palette finds for a text, each as the server does. */
export const paletteQueries = {
  sources: (text: string) =>
    queryOptions({
      queryKey: ["log-sources", "names", text],
      queryFn: () => {
        const search = new URLSearchParams({ limit: String(shownOfEach), ...(text ? { q: text } : {}) });
        return callApi<Page<SourceName>>("GET", `/api/v1/log-source-names?${search}`);
      },
      placeholderData: keepPreviousData,
    }),
  alerts: (text: string) =>
    queryOptions({
      ...operationQuery("GET /alerts", {
        query: {
          type: "SYSTEM_ERROR",
          limit: shownOfEach,
          ...(text ? { "name-contains": text } : { status: ["OPEN"] }),
        },
      }),
      placeholderData: keepPreviousData,
    }),
  destinations: () => operationQuery("GET /destinations"),
  schemas: () => operationQuery("GET /schemas", { query: { limit: 500 } }),
};
