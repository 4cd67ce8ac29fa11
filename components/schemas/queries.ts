import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { callApi } from "#components/shell/api-client.ts";
import { operationQuery } from "#components/shell/operation-query.ts";
import type { SourceName } from "#lib/log-sources/schema.ts";

type SourceNames = { results: SourceName[]; total: number };

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
      queryKey: ["log-sources", "names", q],
      queryFn: () => callApi<SourceNames>("GET", `/api/v1/log-source-names?${new URLSearchParams({ q, limit: "20" })}`),
      placeholderData: keepPreviousData,
    }),
};
