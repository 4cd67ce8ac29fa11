import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { callOperation } from "#components/shell/call-operation.ts";
import { operationQuery } from "#components/shell/operation-query.ts";

export const linesOfPage = 25;
const pollMs = 5000;

/** What the evidence of an error is asked for while it is looked at. */
export const evidenceQueries = {
  /** The newest failing lines of an alert. */
  newest: (id: string) =>
    queryOptions({
      ...operationQuery("GET /alerts/{id}/events", { params: { id }, query: { limit: linesOfPage } }),
      // The server read them a moment ago.
      staleTime: pollMs,
      refetchInterval: pollMs,
    }),
  /** Those before the ones that are shown, page by page. */
  older: (id: string, cursor: string | undefined) => {
    const input = { params: { id }, query: { limit: linesOfPage } };
    return infiniteQueryOptions({
      queryKey: [...operationQuery("GET /alerts/{id}/events", input).queryKey, "older"],
      queryFn: ({ pageParam, signal }) =>
        callOperation("GET /alerts/{id}/events", { ...input, query: { ...input.query, cursor: pageParam }, signal }),
      initialPageParam: cursor,
      getNextPageParam: (page) => page.next,
      enabled: false,
    });
  },
};
