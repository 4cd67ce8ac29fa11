import { readAnswer } from "./answers.ts";
import { applyAnswer, applyLoss } from "./apply-answer.ts";
import { type Claim, callApp, maxStateBytes } from "./call-app.ts";
import type { SlotLimit } from "./concurrency-slots.ts";
import { type Engine, transact } from "./engine.ts";
import { functionUrl, limitsOf } from "./function-config.ts";
import { performRequest } from "./gateway.ts";
import { park, releaseSlots } from "./parking.ts";
import type { Continuation } from "./quick-answers.ts";
import { cancelRun, settleWait } from "./runs.ts";

const invokeTimeout = {
  error: {
    error: "InngestInvokeTimeoutError: Timed out waiting for invoked function to complete",
    message: "Timed out waiting for invoked function to complete",
    name: "InngestInvokeTimeoutError",
  },
};

const unknownFunctionMs = 60_000;

/** What a sleep or wait gives when its time is over. */
const expiredEntries: Record<string, string> = {
  sleep: "null",
  wait: "null",
  signal: "null",
  invoke: JSON.stringify(invokeTimeout),
};

/** The job of a branch. Never fails: an error of the server's own is logged and tried again. */
export async function workBranch(engine: Engine, payload: unknown): Promise<void> {
  await work(engine, (payload as { id: string }).id, undefined);
}

/**
 * Takes a branch on as far as it goes without waiting: one call of the app after the other while each answer leads to
 * the next. Between calls nothing is queued; a server that starts finds branches without a job.
 */
export async function work(engine: Engine, branchId: string, heldLimits: SlotLimit[] | undefined): Promise<void> {
  let held = heldLimits;
  const busy = engine.busyBranches.get(branchId);
  if (busy) {
    busy.isAskedAgain = true;
    if (held) releaseSlots(engine, held);
    return;
  }
  const own = { isAskedAgain: false };
  engine.busyBranches.set(branchId, own);
  await engine.gate.enter();
  try {
    let next: Claim | undefined;
    for (let failures = 0; !engine.isStopping; ) {
      try {
        own.isAskedAgain = false;
        const claim = next ?? (await claimBranch(engine, branchId));
        next = undefined;
        if (!claim) {
          if (own.isAskedAgain) continue;
          break;
        }
        if (!held) {
          const limits = limitsOf(claim.fn.config, claim.limitKeys);
          const fullKey = engine.slots.acquire(limits);
          if (fullKey !== undefined) {
            await park(engine, claim.branchId, fullKey);
            break;
          }
          held = limits;
        }
        const continuation = await callOnce(engine, claim);
        next = continuation.next;
        if (!continuation.isGoingOn && !own.isAskedAgain) break;
        failures = 0;
      } catch (error) {
        engine.log(`branch ${branchId}: ${error instanceof Error ? error.stack : error}`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** failures++, 5_000)));
      }
    }
  } finally {
    engine.busyBranches.delete(branchId);
    engine.gate.leave();
    if (held) releaseSlots(engine, held);
  }
}

type BranchRow = {
  id: string;
  run_id: string;
  kind: string;
  step_id: string;
  job_id: string;
  attempt: number;
  generation: number;
  lost_calls: number;
  is_group: boolean;
  is_race: boolean;
  function_id: string;
  version: number;
  limit_keys: string[];
  is_batch: boolean;
  step_ids: string[] | null;
  state_bytes: number | null;
  steps: string | null;
  event: string | null;
  events: string | null;
};

const claimStatement = `with branch as (
   update inngest.branches set generation = generation + 1
   where id = $1 and kind = 'call' and due_at <= $2 and parked_on is null
   returning *
 ), begun as (
   update inngest.runs set started_at = now() from branch
   where runs.id = branch.run_id and started_at is null
 )
 select branch.*, r.function_id, r.version, r.limit_keys, r.is_batch,
   s.step_ids, s.state_bytes, s.steps, e.event, e.events
 from branch
 join inngest.runs r on r.id = branch.run_id
 left join lateral (
   select array_agg(id order by position) as step_ids, sum(octet_length(entry))::int as state_bytes,
     case when sum(octet_length(entry)) <= $3
       then string_agg(to_json(id)::text || ':' || entry, ',' order by id collate "C") end as steps
   from inngest.steps where run_id = branch.run_id
 ) s on true
 left join lateral (
   select string_agg(body, ',' order by array_position(r.event_ids, internal_id)) as events,
     max(body) filter (where internal_id = r.event_ids[1]) as event
   from inngest.events where internal_id = any(r.event_ids)
 ) e on true`;

/** Loads all that a call needs and counts the call; what is not a call to be made now is dealt with here. */
async function claimBranch(engine: Engine, branchId: string): Promise<Claim | undefined> {
  for (;;) {
    const values = [branchId, new Date(Date.now() + 1), maxStateBytes];
    const { rows } = await engine.pool.query<BranchRow>({ name: "claim", text: claimStatement, values });
    const row = rows[0];
    if (row) {
      const fn = engine.registry.get(row.function_id);
      if (!fn) {
        engine.log(`function ${row.function_id} is not known; run ${row.run_id} waits for it`);
        await postpone(engine, branchId, Date.now() + unknownFunctionMs);
        return undefined;
      }
      return {
        branchId,
        runId: row.run_id,
        fn,
        stepId: row.step_id,
        jobId: row.job_id,
        attempt: row.attempt,
        generation: row.generation,
        lostCalls: row.lost_calls,
        isGroup: row.is_group,
        isRace: row.is_race,
        version: row.version,
        limitKeys: row.limit_keys,
        isBatch: row.is_batch,
        stepIds: row.step_ids ?? [],
        stateBytes: row.state_bytes ?? 0,
        steps: row.steps ?? "",
        event: row.event ?? "{}",
        events: row.events ?? "",
      };
    }
    if (!(await endOtherBranch(engine, branchId))) return undefined;
  }
}

/** Has the branch worked on at that time. */
async function postpone(engine: Engine, branchId: string, dueAt: number): Promise<void> {
  await engine.pool.query("update inngest.branches set due_at = $2 where id = $1", [branchId, new Date(dueAt)]);
  const job = { task: "branch" as const, payload: { id: branchId }, key: `branch:${branchId}`, at: dueAt };
  await engine.queue.add(engine.pool, [job]);
  engine.queue.expect([job], Date.now());
}

/** Ends a sleep or wait whose time is over. Returns whether the branch now has a call to make. */
async function endOtherBranch(engine: Engine, branchId: string): Promise<boolean> {
  const { rows } = await engine.pool.query<{
    kind: string;
    run_id: string;
    step_id: string;
    due_at: Date;
    parked_on: string | null;
    request: string | null;
  }>("select kind, run_id, step_id, due_at, parked_on, request from inngest.branches where id = $1", [branchId]);
  const branch = rows[0];
  if (!branch || branch.parked_on !== null) return false;
  const dueAt = branch.due_at.getTime();
  if (dueAt > Date.now() + 1) {
    await postpone(engine, branchId, dueAt);
    return false;
  }
  if (branch.kind === "call") return true;
  const entry =
    branch.kind === "gateway" ? await performRequest(branch.request ?? "{}") : (expiredEntries[branch.kind] ?? "null");
  await transact(engine, async (tx) => {
    await settleWait(tx, branch.run_id, branch.step_id, entry);
  });
  return true;
}

async function callOnce(engine: Engine, claim: Claim): Promise<Continuation> {
  const call = {
    runId: claim.runId,
    branchId: claim.branchId,
    generation: claim.generation,
    attempt: claim.attempt,
    isOver: false,
  };
  engine.openCalls.set(claim.jobId, call);
  try {
    const response = await callApp(engine, claim);
    if (response.kind === "answered") {
      return await applyAnswer(engine, claim, call, readAnswer(response, Date.now()));
    }
    if (engine.isStopping) return { isGoingOn: false };
    if (response.kind === "lost") return await applyLoss(engine, claim, call, response.reason);
  } finally {
    engine.openCalls.delete(claim.jobId);
  }
  await engine.app.whenUp(functionUrl(claim.fn.config));
  return { isGoingOn: true };
}

/** The job behind a function's timeouts. */
export async function workTimeout(engine: Engine, payload: unknown): Promise<void> {
  const { id, reason } = payload as { id: string; reason: "start" | "finish" };
  await transact(engine, async (tx) => {
    const { rows } = await tx.client.query<{ started_at: Date | null }>(
      "select started_at from inngest.runs where id = $1 and status = 'Running' for update",
      [id],
    );
    const run = rows[0];
    if (!run || (reason === "start" && run.started_at !== null)) return;
    await cancelRun(engine, tx, id);
  });
}
