import "server-only";
import type { z } from "zod";
import type { SystemErrorKind } from "./define-system-error.ts";
import { alertDeliveryFailure } from "./kinds/alert-delivery-failure.ts";
import { classificationFailures } from "./kinds/classification-failures.ts";
import { logDropOff } from "./kinds/log-drop-off.ts";
import { logProcessingErrors } from "./kinds/log-processing-errors.ts";

/** Every kind of system error. */
export const systemErrorKinds = [
  classificationFailures,
  logDropOff,
  logProcessingErrors,
  alertDeliveryFailure,
] as const;

type Registered = (typeof systemErrorKinds)[number];

/** `systemError.type` of the public API. */
export type SystemErrorType = Registered["kind"];

/** What an alert of a kind keeps. */
export type FactsOf<Kind extends SystemErrorType> = z.infer<Extract<Registered, { kind: Kind }>["facts"]>;

/** The names under which system errors stand among the reasons of a source's health. */
export type SystemErrorHealthReason = NonNullable<Registered["health"]>["reason"];

/** What is the same for all kinds, whatever their subjects and facts. */
export type AnySystemErrorKind = Pick<
  SystemErrorKind<never, never, never>,
  "relatedComponent" | "listEvents" | "endedWhen" | "health" | "tags"
> & { kind: SystemErrorType; health: { reason: SystemErrorHealthReason } | null };

const byKind = new Map<string, AnySystemErrorKind>(systemErrorKinds.map((kind) => [kind.kind, kind]));

/** The kind of an alert's row; undefined when it is no system error. */
export function systemErrorKindOf(kind: string): AnySystemErrorKind | undefined {
  return byKind.get(kind);
}
