import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { operationQuery } from "#components/shell/operation-query.ts";

/** What the pages of schemas ask while they are looked at. */
export const schemaQueries = {
  /** The mistakes of a text; the same text has the same ones. */
  validity: (spec: string) =>
    queryOptions({
      ...operationQuery("POST /schemas/validate", { body: { spec } }),
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
    }),
};
