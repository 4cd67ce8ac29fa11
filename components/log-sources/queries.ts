import { queryOptions } from "@tanstack/react-query";
import { operationQuery } from "#components/shell/operation-query.ts";

/** What the pages of log sources ask while they are looked at. */
export const sourceQueries = {
  detail: (id: string) => operationQuery("GET /log-sources/{id}", { params: { id } }),
  /** What came of a source's first event; asked each second until it is classified, then each 10 s. */
  firstEvent: (id: string) =>
    queryOptions({
      ...operationQuery("GET /log-sources/{id}/first-event", { params: { id } }),
      refetchInterval: (query) => (query.state.data?.processed?.classified ? 10_000 : 1000),
      staleTime: 0,
    }),
};
