import "server-only";
import type { LogSourceKind } from "./define-log-source-kind.ts";
import { httpKind } from "./kinds/http/http-kind.ts";

/** Every kind of log source. */
export const logSourceKinds = [httpKind] as const;

/** `integrationType` of the kinds that this build has. */
export type LogSourceKindName = (typeof logSourceKinds)[number]["kind"];

/** The kind that a row names; null when this build does not have it, which `unknownKindReason` says. */
export function logSourceKind(kind: string, kinds: readonly LogSourceKind[] = logSourceKinds): LogSourceKind | null {
  return kinds.find((candidate) => candidate.kind === kind) ?? null;
}

/** Why a source of a kind that this build does not have can only be looked at, in a sentence. */
export function unknownKindReason(kind: string): string {
  return `This version does not know sources of the kind ${kind}.`;
}
