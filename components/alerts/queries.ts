import type { Arguments } from "#components/shell/call-operation.ts";
import { operationQuery } from "#components/shell/operation-query.ts";

/** What a list of alerts is asked for with. */
export type AlertListQuery = NonNullable<NonNullable<Arguments<"GET /alerts">[0]>["query"]>;

/** What the pages of alerts ask while they are looked at. */
export const alertQueries = {
  list: (query: AlertListQuery) => operationQuery("GET /alerts", { query }),
};
