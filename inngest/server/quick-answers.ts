import type { Answer, Op } from "./answers.ts";
import type { Claim } from "./call-app.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Engine } from "./engine.ts";
import { newJobId } from "./ids.ts";
import { stepEntry } from "./ops.ts";
import { hasListeners } from "./registry.ts";

/**
 * Most answers are one of two: steps were run in sequence, or the run is complete. Both are written in one statement
 * when nothing else hangs on them. Returns undefined when something does, and then nothing was written.
 */
export async function applyQuickly(
  engine: Engine,
  claim: Claim,
  answer: Answer,
): Promise<{ isGoingOn: boolean } | undefined> {
  if (claim.isGroup || claim.isRace || claim.stepId !== "step") return undefined;
  if (answer.kind === "returned") return complete(engine, claim, [], claim.version, answer.output);
  if (answer.kind !== "ops" || answer.ops.length === 0) return undefined;
  const last = answer.ops.at(-1) as Op;
  const steps = last.op === "RunComplete" ? answer.ops.slice(0, -1) : answer.ops;
  if (steps.some(({ op }) => op !== "StepRun")) return undefined;
  return last.op === "RunComplete"
    ? complete(engine, claim, steps, answer.version, last.data ?? null)
    : goOn(engine, claim, steps, answer.version);
}

async function complete(engine: Engine, claim: Claim, steps: Op[], version: number, output: unknown) {
  if (hasListeners(engine.registry, "inngest/function.finished")) return undefined;
  const { rowCount } = await engine.pool.query({
    name: "complete",
    text: `with run as (
       select id from inngest.runs where id = $1 and status = 'Running' and invoked_by is null for update
     ), saved as (
       insert into inngest.steps (run_id, id, entry)
       select run.id, step.id, step.entry from run, unnest($2::text[], $3::text[]) as step (id, entry)
       on conflict do nothing
     ), ended as (
       update inngest.runs set status = 'Completed', output = $4, ended_at = now(),
         version = case when version < 0 then $5 else version end
       where id in (select id from run)
     ), gone as (
       delete from inngest.branches where run_id in (select id from run)
     )
     select from run`,
    values: [claim.runId, steps.map(({ id }) => id), steps.map(entryOf), canonicalJson(output), version],
  });
  if (!rowCount) return undefined;
  for (const call of engine.openCalls.values()) if (call.runId === claim.runId) call.isOver = true;
  return { isGoingOn: false };
}

async function goOn(engine: Engine, claim: Claim, steps: Op[], version: number) {
  const { rowCount } = await engine.pool.query({
    name: "go-on",
    text: `with run as (
       select id from inngest.runs
       where id = $1 and status = 'Running'
         and not exists (select from inngest.branches where run_id = $1 and id <> $2)
       for update
     ), saved as (
       insert into inngest.steps (run_id, id, entry)
       select run.id, step.id, step.entry from run, unnest($3::text[], $4::text[]) as step (id, entry)
       on conflict do nothing
     ), fixed as (
       update inngest.runs set version = $5 where id in (select id from run) and version < 0
     )
     update inngest.branches set job_id = $6, attempt = 0, generation = 0, lost_calls = 0, due_at = $7
     where id = $2 and exists (select from run)`,
    values: [
      claim.runId,
      claim.branchId,
      steps.map(({ id }) => id),
      steps.map(entryOf),
      version,
      newJobId(),
      new Date(),
    ],
  });
  return rowCount ? { isGoingOn: true } : undefined;
}

function entryOf(op: Op): string {
  return stepEntry(op.id, { data: op.data ?? null });
}
