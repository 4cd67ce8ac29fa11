import { canonicalJson } from "./canonical-json.ts";
import type { Engine, Transaction } from "./engine.ts";
import { internalEvent } from "./events.ts";
import { newJobId } from "./ids.ts";
import { hasListeners } from "./registry.ts";

/** A run that is not over, locked until the transaction ends. */
export type LockedRun = {
  id: string;
  function_id: string;
  version: number;
  invoked_by: string | null;
  event_ids: string[];
};

export type RunError = { error: string; name: string; message: string; stack?: string | undefined; cause?: unknown };

/** How a run ended. `output` is what the function returned, or the raw answer of the app when it failed. */
export type RunEnd =
  | { status: "Completed"; output: unknown }
  | { status: "Failed"; output: unknown; error: RunError }
  | { status: "Cancelled" };

export async function lockRun(tx: Transaction, runId: string): Promise<LockedRun | undefined> {
  const { rows } = await tx.client.query<LockedRun>(
    `select id, function_id, version, invoked_by, event_ids from inngest.runs
     where id = $1 and status = 'Running' for update`,
    [runId],
  );
  return rows[0];
}

export type StepEntry = { id: string; entry: string };

/** Saves step results in the order given; a step that has one keeps it. */
export async function saveSteps(tx: Transaction, runId: string, steps: StepEntry[]): Promise<void> {
  if (steps.length === 0) return;
  await tx.client.query(
    `insert into inngest.steps (run_id, id, entry)
     select $1, id, entry from unnest($2::text[], $3::text[]) as step (id, entry)
     on conflict do nothing`,
    [runId, steps.map(({ id }) => id), steps.map(({ entry }) => entry)],
  );
}

/**
 * After a step of the branch was saved: the branch goes on with a call that looks for what comes next, unless other
 * branches of the run are open, which will do that when they are through. In a race each branch looks for itself.
 * Returns whether the branch goes on.
 */
export async function proceed(
  tx: Transaction,
  run: LockedRun,
  branch: { id: string; is_race: boolean },
): Promise<boolean> {
  const { rows } = await tx.client.query<{ others: number }>(
    "select count(*)::int as others from inngest.branches where run_id = $1 and id <> $2",
    [run.id, branch.id],
  );
  const hasOthers = (rows[0]?.others ?? 0) > 0;
  if (hasOthers && !branch.is_race && run.version !== 1) {
    await tx.client.query("delete from inngest.branches where id = $1", [branch.id]);
    return false;
  }
  await tx.client.query(
    `update inngest.branches set kind = 'call', step_id = 'step', job_id = $2, attempt = 0, generation = 0,
       lost_calls = 0, is_group = $3, is_race = false, due_at = $4, request = null
     where id = $1`,
    [branch.id, newJobId(), hasOthers, new Date()],
  );
  return true;
}

/** Ends a sleep, wait, invocation or signal with its result; nothing happens when it is over already. */
export async function settleWait(tx: Transaction, runId: string, stepId: string, entry: string): Promise<boolean> {
  const run = await lockRun(tx, runId);
  if (!run) return false;
  const { rows } = await tx.client.query<{ id: string; is_race: boolean }>(
    "select id, is_race from inngest.branches where run_id = $1 and step_id = $2 and kind <> 'call' for update",
    [runId, stepId],
  );
  const branch = rows[0];
  if (!branch) return false;
  await tx.client.query("delete from inngest.waits where branch_id = $1", [branch.id]);
  await saveSteps(tx, runId, [{ id: stepId, entry }]);
  const isGoingOn = await proceed(tx, run, branch);
  if (isGoingOn) {
    tx.jobs.push({ task: "branch", payload: { id: branch.id }, key: `branch:${branch.id}`, at: Date.now() });
  }
  return true;
}

/** Ends the run: nothing of it is called again, whoever invoked it hears of it, and the end events are sent. */
export async function finishRun(engine: Engine, tx: Transaction, run: LockedRun, end: RunEnd): Promise<void> {
  const output = end.status === "Cancelled" ? null : canonicalJson(end.output);
  await tx.client.query(
    `with ended as (update inngest.runs set status = $2, output = $3, ended_at = now() where id = $1)
     delete from inngest.branches where run_id = $1`,
    [run.id, end.status, output],
  );
  tx.afterCommit.push(() => {
    for (const call of engine.openCalls.values()) if (call.runId === run.id) call.isOver = true;
  });
  if (run.invoked_by) {
    const [parentId, stepId] = run.invoked_by.split(".") as [string, string];
    await settleWait(tx, parentId, stepId, canonicalJson(invocationResult(end)));
  }
  await sendEndEvents(engine, tx, run, end);
}

function invocationResult(end: RunEnd): unknown {
  if (end.status === "Completed") return { data: end.output ?? null };
  if (end.status === "Failed") return { error: end.error };
  const message = "invoked function was cancelled";
  return { error: { error: message, name: "Error", message } };
}

async function sendEndEvents(engine: Engine, tx: Transaction, run: LockedRun, end: RunEnd): Promise<void> {
  const names = {
    Completed: ["inngest/function.finished"],
    Failed: ["inngest/function.failed", "inngest/function.finished"],
    Cancelled: ["inngest/function.cancelled"],
  }[end.status].filter((name) => hasListeners(engine.registry, name));
  if (names.length === 0) return;
  const { rows } = await tx.client.query<{ body: string }>(
    `select body from inngest.events where internal_id = any($1::text[])
     order by array_position($1::text[], internal_id)`,
    [run.event_ids],
  );
  const events = rows.map((row) => JSON.parse(row.body));
  const data: Record<string, unknown> = {
    _inngest: { status: end.status },
    function_id: run.function_id,
    run_id: run.id,
    event: events[0] ?? {},
    events,
  };
  if (end.status !== "Cancelled") data.result = end.output ?? null;
  if (end.status === "Failed") data.error = end.error;
  if (run.invoked_by) data.correlation_id = run.invoked_by;
  await engine.dispatch(
    tx,
    names.map((name) => internalEvent(name, data, name === "inngest/function.finished" ? undefined : run.id)),
  );
}

/** Cancels the run if it is not over. A step that is being executed finishes, but its result is not used. */
export async function cancelRun(engine: Engine, tx: Transaction, runId: string): Promise<boolean> {
  const run = await lockRun(tx, runId);
  if (!run) return false;
  await finishRun(engine, tx, run, { status: "Cancelled" });
  return true;
}
