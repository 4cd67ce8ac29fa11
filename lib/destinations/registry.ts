import "server-only";
import { AppError } from "#lib/errors.ts";
import type { DestinationKind } from "./define-destination.ts";
import { describeDestination } from "./describe-destination.ts";
import { jira } from "./kinds/jira.ts";
import { sqs } from "./kinds/sqs.ts";
import { webhook } from "./kinds/webhook.ts";
import type { DestinationKindDescription } from "./schema.ts";

/** Every kind of destination. */
export const destinationKinds: readonly DestinationKind[] = [webhook, jira, sqs];

/** @throws AppError (invalid) that lists the kinds there are. */
export function destinationKind(name: string): DestinationKind {
  const found = destinationKinds.find((candidate) => candidate.kind === name);
  if (found) return found;
  const known = destinationKinds.map((candidate) => candidate.kind).join(", ");
  throw new AppError("invalid", `kind: must be one of ${known}`, { field: "kind" });
}

let descriptions: DestinationKindDescription[] | undefined;

/** What forms and lists need to know of each kind, as plain data for the browser. */
export function destinationKindDescriptions(): DestinationKindDescription[] {
  descriptions ??= destinationKinds.map(describeDestination);
  return descriptions;
}
