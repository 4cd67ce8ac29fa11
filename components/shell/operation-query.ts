import { queryOptions } from "@tanstack/react-query";
import { type Arguments, callOperation, type OperationKey } from "./call-operation.ts";

/** Resources whose reading depends on another: what changes the one makes the other old. */
const parents: Readonly<Record<string, string>> = {
  "log-source-names": "log-sources",
  "log-source-alarms": "log-sources",
  "alert-comments": "alerts",
};

/** What an operation is about, the root of the keys of its queries: "alerts" of `PATCH /alerts/{id}`. */
export function resourceOf(key: string): string {
  const resource = key.split("/")[1] ?? key;
  return parents[resource] ?? resource;
}

/** The query of a reading operation: its key, from the operation and its input, and how it is read. */
export function operationQuery<K extends OperationKey>(key: K, ...[input]: Arguments<K>) {
  return queryOptions({
    queryKey: [resourceOf(key), key, input ?? null],
    queryFn: ({ signal }) =>
      callOperation(key, ...([{ ...input, signal, isReading: true }] as unknown as Arguments<K>)),
  });
}
