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
  /** What became of a line that is held against a text without mistakes. */
  tried: (spec: string, line: string) =>
    queryOptions({
      ...operationQuery("POST /schemas/try", { body: { spec, line } }),
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  /** How many kept lines a text without mistakes would take, of the sources that use the schema. */
  verdict: (name: string, spec: string) =>
    queryOptions({
      ...operationQuery("POST /schemas/{name}/judge", { params: { name }, body: { spec } }),
      placeholderData: keepPreviousData,
      staleTime: 60_000,
      retry: false,
    }),
  /** Log sources that hold the words typed. */
  sourceNames: (q: string) =>
    queryOptions({
      ...operationQuery("GET /log-source-names", { query: { q, limit: 20 } }),
      placeholderData: keepPreviousData,
    }),
};
