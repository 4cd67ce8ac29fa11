import type { Answer, Op } from "./answers.ts";
import { type Claim, maxStateBytes } from "./call-app.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Engine } from "./engine.ts";
import { newJobId } from "./ids.ts";
import { stepEntry } from "./ops.ts";
import { hasListeners } from "./registry.ts";

/** Whether the branch has another call to make now, and that call when it is known. */
export type Continuation = { isGoingOn: boolean; next?: Claim };

/**
 * Most answers are one of two: steps were run in sequence, or the run is complete. Both are written in one statement
 * when nothing else hangs on them. Returns undefined when something does, and then nothing was written.
 */
export async function applyQuickly(engine: Engine, claim: Claim, answer: Answer): Promise<Continuation | undefined> {
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

/** Gives the next call of the branch too, counted already, so that it need not be loaded. */
async function goOn(engine: Engine, claim: Claim, steps: Op[], version: number) {
  const jobId = newJobId();
  const { rows } = await engine.pool.query<{ step_ids: string[]; state_bytes: number; steps: string | null }>({
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
       returning id, entry, position
     ), fixed as (
       update inngest.runs set version = $5 where id in (select id from run) and version < 0
     ), branch as (
       update inngest.branches set job_id = $6, attempt = 0, generation = 1, lost_calls = 0, due_at = $7
       where id = $2 and exists (select from run)
       returning id
     ), step as (
       select id, entry, position from inngest.steps where run_id = $1 union all select id, entry, position from saved
     )
     select array_agg(id order by position) as step_ids, sum(octet_length(entry))::int as state_bytes,
       case when sum(octet_length(entry)) <= $8
         then string_agg(to_json(id)::text || ':' || entry, ',' order by id collate "C") end as steps
     from step where exists (select from branch)
     having count(*) > 0`,
    values: [
      claim.runId,
      claim.branchId,
      steps.map(({ id }) => id),
      steps.map(entryOf),
      version,
      jobId,
      new Date(),
      maxStateBytes,
    ],
  });
  const state = rows[0];
  if (!state) return undefined;
  const next: Claim = {
    ...claim,
    jobId,
    attempt: 0,
    generation: 1,
    lostCalls: 0,
    version: claim.version < 0 ? version : claim.version,
    stepIds: state.step_ids,
    stateBytes: state.state_bytes,
    steps: state.steps ?? "",
  };
  return { isGoingOn: true, next };
}

function entryOf(op: Op): string {
  return stepEntry(op.id, { data: op.data ?? null });
}
