import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Arguments } from "#components/shell/call-operation.ts";
import { operationQuery } from "#components/shell/operation-query.ts";

type BackTestBody = Arguments<"POST /log-sources/{id}/alarms/backtest">[0]["body"];
type ProposalQuery = Arguments<"GET /log-sources/{id}/alarms/proposal">[0]["query"];

/** What a look at the past costs is not paid again for a minute. */
const pastMs = 60_000;

/** What the alarms of log sources are asked for while they are looked at. */
export const dropOffQueries = {
  /** Every alarm of a source, and who would be told. */
  alarms: (id: string) =>
    queryOptions({ ...operationQuery("GET /log-sources/{id}/alarms", { params: { id } }), refetchInterval: 30_000 }),
  proposal: (id: string, query: ProposalQuery) =>
    queryOptions({
      ...operationQuery("GET /log-sources/{id}/alarms/proposal", { params: { id }, query }),
      staleTime: pastMs,
    }),
  /** What an alarm would have done in the last 30 days. */
  backTest: (id: string, body: BackTestBody) =>
    queryOptions({
      ...operationQuery("POST /log-sources/{id}/alarms/backtest", { params: { id }, body }),
      placeholderData: keepPreviousData,
      staleTime: pastMs,
    }),
};
