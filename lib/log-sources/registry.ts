import "server-only";
import type { LogSourceKind } from "./define-log-source-kind.ts";
import { httpKind } from "./kinds/http.ts";

/** Every kind of log source. */
export const logSourceKinds = [httpKind] as const;

/** @throws Error when a row names a kind that this build does not have. */
export function logSourceKind(kind: string): LogSourceKind {
  const found = logSourceKinds.find((candidate) => candidate.kind === kind);
  if (!found) throw new Error(`There is no kind of log source named ${kind}`);
  return found;
}
