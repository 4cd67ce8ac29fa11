import "server-only";
import type { Queryable } from "#lib/db.ts";
import {
  type AlarmedSource,
  type DropOffRule,
  type LogSourceKind,
  sourceAuthOf,
} from "#lib/log-source-kinds/define-log-source-kind.ts";
import { logSourceKind, logSourceKinds, unknownKindReason } from "#lib/log-source-kinds/registry.ts";
import { uuidArray } from "#lib/postgres-array.ts";
import type { AlarmRow } from "./alarm-rows.ts";

/** Finds the rule of a kind of source; tests bring kinds of their own. */
export type DropOffRuleOf = (kind: string) => DropOffRule;

/** The rules of kinds of sources. One that is not among them cannot be watched. */
export function dropOffRulesOf(kinds: readonly LogSourceKind[]): DropOffRuleOf {
  return (kind) => logSourceKind(kind, kinds)?.dropOff ?? { isSupported: false, reason: unknownKindReason(kind) };
}

/** The rule of a registered kind. */
export const dropOffRuleOf: DropOffRuleOf = dropOffRulesOf(logSourceKinds);

/** What a source is set to, as its row holds it. */
export interface SourceSettings {
  config: unknown;
  hasSecret: boolean;
}

/** With more sources than this at once what they have in common is checked and not each, so that speed matters more. */
const maxSettings = 500;

/** The settings of sources, by id; none of very many. */
export async function readSettings(
  client: Queryable,
  sourceIds: readonly string[],
): Promise<Map<string, SourceSettings>> {
  if (sourceIds.length > maxSettings) return new Map();
  const { rows } = await client.query<SourceSettings & { id: string }>(
    `SELECT id, config, sealed_secret IS NOT NULL AS "hasSecret" FROM log_sources WHERE id = ANY($1::uuid[])`,
    [uuidArray(sourceIds)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What to check when an alarm of a source goes off; empty for a kind that cannot be watched. */
export function checksOf(
  alarm: Pick<AlarmRow, "sourceId" | "sourceKind" | "sourceLabel" | "signal" | "logType">,
  settings: SourceSettings | undefined,
  seen: Pick<AlarmedSource, "isRefused" | "isReceiving">,
): string[] {
  const kind = logSourceKind(alarm.sourceKind);
  if (!kind?.dropOff.isSupported) return [];
  const { sourceId: id, sourceLabel: label, signal, logType } = alarm;
  const config = kind.config.safeParse(settings?.config);
  const auth = settings && config.success ? sourceAuthOf(kind, config.data, settings.hasSecret) : null;
  return kind.dropOff.checks({ id, label, auth, ingestUrl: kind.ingestUrl(id), signal, logType, ...seen });
}
