import "server-only";
import { isDeepStrictEqual } from "node:util";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db, pool, sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { fullName, schemaSpecs } from "#lib/schemas/queries.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import type { Sql } from "#lib/sql.ts";
import { judgedByOf, type OpenError, readOpenErrors } from "./open-errors.ts";
import { judgeKeptLines, type Position, StandingCauses } from "./read-kept-lines.ts";
import type { DraftVerdict, KeptLinesVerdict } from "./schema.ts";

/** Of an error's lines, the newest so many are looked at. */
const maxLines = 10_000;
const budgetMs = 20_000;

type VerdictRow = Omit<KeptLinesVerdict, "judgedAt"> & { alertId: string; judgedAt: Date };

/**
 * What the schemas attached today would make of the failing lines of open errors, by the alert's UUID. One is absent as long as nothing
 * was judged since the error was opened last. A job keeps them: within seconds after a schema was saved or attached,
 * within a minute after more lines failed.
 */
export async function readKeptLinesVerdicts(
  alertIds: readonly string[],
  on: Sql = sql,
): Promise<Map<string, KeptLinesVerdict>> {
  const rows = await on<VerdictRow>`
    SELECT a.id AS alert_id, v.lines, v.fitting, v.is_limited, v.judged_at, v.standing,
           coalesce(v.through_at < a.last_event_at, true) AS has_newer
      FROM alerts a JOIN kept_line_verdicts v ON v.source_id = a.source_id AND v.since = a.opened_at
     WHERE a.id = ANY(${alertIds}::uuid[]) AND a.kind = 'SOURCE_CLASSIFICATION_FAILURES'`;
  return new Map(
    rows.map(({ alertId, judgedAt, ...verdict }) => [alertId, { ...verdict, judgedAt: judgedAt.toISOString() }]),
  );
}

/** Whether the verdict is missing, or of other schemas, another opening or fewer lines. */
function isDue(error: OpenError, specs: SchemaSpec[]): boolean {
  const { verdict } = error;
  if (verdict === null || !isOfNow(error, verdict, specs)) return true;
  return verdict.throughAt === null || new Date(verdict.throughAt) < error.lastEventAt;
}

function isOfNow(error: OpenError, verdict: NonNullable<OpenError["verdict"]>, specs: SchemaSpec[]): boolean {
  return (
    verdict.since.getTime() === error.openedAt.getTime() &&
    isDeepStrictEqual(verdict.judgedBy, judgedByOf(error, specs))
  );
}

/** The sources whose kept lines have to be judged (again). */
export async function sourcesToJudge(): Promise<string[]> {
  const errors = await readOpenErrors();
  const specs = await schemaSpecs([...new Set(errors.flatMap(({ logTypes }) => logTypes))]);
  const specByName = new Map(specs.map((spec) => [spec.logType, spec]));
  const specsOf = ({ logTypes }: OpenError) => logTypes.flatMap((name) => specByName.get(fullName(name)) ?? []);
  return errors.filter((error) => isDue(error, specsOf(error))).map(({ sourceId }) => sourceId);
}

/**
 * Judges the kept lines of a source's open error by the schemas attached now, and keeps what came of it. Lines that the revisions of
 * now refused are counted unread. A source without such an error has no verdict afterwards.
 */
export async function judgeSource(sourceId: string, now: Date): Promise<void> {
  const [error] = await readOpenErrors({ sourceId });
  if (error === undefined) {
    await db.keptLineVerdict.deleteMany({ where: { sourceId } });
    return;
  }
  const specs = await schemaSpecs(error.logTypes);
  const { newest, ...counts } =
    (await judgeSince(error, specs)) ?? (await judgeKeptLines(error, specs, null, { maxLines, budgetMs }));
  const data = {
    since: error.openedAt,
    judgedBy: judgedByOf(error, specs),
    ...counts,
    throughAt: newest && new Date(newest.at),
    throughId: newest?.id ?? null,
    judgedAt: now,
  };
  await db.keptLineVerdict.upsert({ where: { sourceId }, create: { sourceId, ...data }, update: data });
  await markHealthDue(pool, [sourceId], now);
}

/** Adds what came after the last verdict to it; null when that cannot be done. */
async function judgeSince(error: OpenError, specs: SchemaSpec[]) {
  const { verdict } = error;
  if (verdict?.throughId == null || verdict.throughAt === null || !isOfNow(error, verdict, specs)) return null;
  const until: Position = { at: verdict.throughAt, id: verdict.throughId };
  const since = await judgeKeptLines(error, specs, until, { maxLines, budgetMs });
  const lines = verdict.lines + since.lines;
  // A line that was committed late stands before the newest one, where nobody looked again.
  if (since.isLimited || (!verdict.isLimited && lines !== error.lines)) return null;
  const standing = new StandingCauses();
  standing.add(verdict.standing);
  standing.add(since.standing);
  const fitting = verdict.fitting + since.fitting;
  return { lines, fitting, isLimited: verdict.isLimited, standing: standing.list(), newest: since.newest };
}

const draftSources = 10;
const draftLines = 1000;
const draftBudgetMs = 3000;

/**
 * What a text would make of the kept lines if it were saved as a schema, beside the other schemas of each source. Looks at the latest
 * thousand lines in all, and writes nothing.
 * @throws AppError: invalid, when the text has mistakes.
 */
export async function judgeDraft(actor: Actor, name: string, spec: string): Promise<DraftVerdict> {
  requirePermission(actor, "LogSourceRead");
  const { errors: mistakes } = parseSchema(spec, { isSaved: false });
  if (mistakes !== undefined) {
    throw new AppError(
      "invalid",
      `spec: has mistakes, the first in line ${mistakes[0]?.line}: ${mistakes[0]?.message}`,
      { field: "spec" },
    );
  }
  const logType = fullName(name);
  const errors = await readOpenErrors({ logTypes: [logType, logType.slice(customPrefix.length)] });
  const looked = errors.slice(0, draftSources);
  const bounds = {
    maxLines: Math.ceil(draftLines / Math.max(1, looked.length)),
    budgetMs: draftBudgetMs / Math.max(1, looked.length),
  };
  const sources: DraftVerdict["sources"] = [];
  for (const error of looked) {
    const specs = await schemaSpecs(error.logTypes);
    const drafted = specs.map((known) => (known.logType === logType ? { logType, spec, revision: 0 } : known));
    const { lines, fitting, isLimited } = await judgeKeptLines(error, drafted, null, bounds);
    sources.push({ sourceId: error.sourceId, sourceLabel: error.sourceLabel, lines, fitting, isLimited });
  }
  return { sources, otherSources: errors.length - looked.length };
}
