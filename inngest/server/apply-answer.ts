import { type Answer, errorOf, lostCall, type Op } from "./answers.ts";
import type { Claim } from "./call-app.ts";
import { type Engine, type OpenCall, startAfterCommit, type Transaction, transact } from "./engine.ts";
import { maxAttempts } from "./function-config.ts";
import { newJobId } from "./ids.ts";
import { type BranchDraft, failedEntry, InvalidOp, ops, type Plan } from "./ops.ts";
import { applyQuickly, type Continuation } from "./quick-answers.ts";
import { retryAt } from "./retries.ts";
import { finishRun, type LockedRun, lockRun, proceed, saveSteps } from "./runs.ts";

const maxLostCalls = 5;
const maxEmptyAnswers = 20;

type Context = { engine: Engine; tx: Transaction; run: LockedRun; claim: Claim; call: OpenCall };
type Failure = Extract<Answer, { kind: "failed" }>;

/** Writes down what an answer means, in one transaction. Returns whether the branch has another call to make now. */
export async function applyAnswer(engine: Engine, claim: Claim, call: OpenCall, answer: Answer): Promise<Continuation> {
  if (call.isOver) return { isGoingOn: false };
  try {
    const quick = await applyQuickly(engine, claim, answer);
    if (quick) return quick;
    return await inRun(engine, claim, call, (context) => {
      if (answer.kind === "ops") return applyOps(context, answer);
      if (answer.kind === "failed") return applyFailure(context, answer);
      return finishRun(engine, context.tx, context.run, { status: "Completed", output: answer.output }).then(
        () => false,
      );
    });
  } catch (error) {
    if (!(error instanceof InvalidOp)) throw error;
    const failure = { error: error.message, name: "Error", message: error.message };
    return inRun(engine, claim, call, (context) =>
      applyFailure(context, { kind: "failed", isFinal: false, retryAt: undefined, output: failure, error: failure }),
    );
  }
}

/**
 * The connection ended without an answer, as it does when the app is killed. A few such losses cost no attempt, so that
 * a restart of the app never fails a run; more of them do, because the function itself may be what kills the app.
 */
export async function applyLoss(engine: Engine, claim: Claim, call: OpenCall, reason: string): Promise<Continuation> {
  return inRun(engine, claim, call, async (context) => {
    if (claim.lostCalls >= maxLostCalls) return applyFailure(context, lostCall(reason));
    const dueAt = Date.now() + 100 * 2 ** claim.lostCalls;
    await context.tx.client.query(
      "update inngest.branches set lost_calls = lost_calls + 1, attempt = $2, due_at = $3 where id = $1",
      [claim.branchId, call.attempt, new Date(dueAt)],
    );
    addJob(context.tx, claim.branchId, dueAt);
    return false;
  });
}

async function inRun(
  engine: Engine,
  claim: Claim,
  call: OpenCall,
  work: (context: Context) => Promise<boolean>,
): Promise<Continuation> {
  if (call.isOver) return { isGoingOn: false };
  const isGoingOn = await transact(engine, async (tx) => {
    const run = await lockRun(tx, claim.runId);
    return run ? work({ engine, tx, run, claim, call }) : false;
  });
  return { isGoingOn };
}

/** A failed attempt: the same call again later, or the end of the run. */
async function applyFailure({ engine, tx, run, claim, call }: Context, failure: Failure): Promise<boolean> {
  const attempt = call.attempt + 1;
  if (failure.isFinal || attempt >= maxAttempts(claim.fn.config)) {
    await finishRun(engine, tx, run, { status: "Failed", output: failure.output, error: failure.error });
    return false;
  }
  await retry(engine, tx, claim, attempt, failure.retryAt);
  return false;
}

async function retry(engine: Engine, tx: Transaction, claim: Claim, attempt: number, askedAt: number | undefined) {
  const dueAt = askedAt ?? retryAt(attempt, Date.now(), engine.options.retryIntervalMs);
  await tx.client.query("update inngest.branches set attempt = $2, due_at = $3 where id = $1", [
    claim.branchId,
    attempt,
    new Date(dueAt),
  ]);
  addJob(tx, claim.branchId, dueAt);
}

function addJob(tx: Transaction, branchId: string, at: number): void {
  tx.jobs.push({ task: "branch", payload: { id: branchId }, key: `branch:${branchId}`, at });
}

async function applyOps(context: Context, answer: Extract<Answer, { kind: "ops" }>): Promise<boolean> {
  const { engine, tx, run, claim, call } = context;
  if (run.version < 0) {
    run.version = answer.version;
    await tx.client.query("update inngest.runs set version = $2 where id = $1", [run.id, answer.version]);
  }
  const plan = await planOf(context, answer.ops);
  if (plan.retry) {
    const attempt = call.attempt + 1;
    if (!answer.isFinal && attempt < maxAttempts(claim.fn.config)) {
      await saveSteps(tx, run.id, plan.steps);
      await retry(engine, tx, claim, attempt, answer.retryAt);
      return false;
    }
    plan.steps.push({ id: plan.retry.stepId, entry: failedEntry(plan.retry.stepId, plan.retry.error) });
  }
  await saveSteps(tx, run.id, plan.steps);
  if (plan.end) {
    await finishRun(engine, tx, run, plan.end);
    return false;
  }
  const branch = { id: claim.branchId, is_race: claim.isRace };
  const drafts = await unknownDrafts(context, plan.drafts);
  if (drafts.length > 0) return addBranches(context, drafts, answer.ops.length > 1);
  if (plan.steps.length > 0) return proceed(tx, run, branch);
  return applyNothing(context);
}

async function planOf({ engine, tx, run }: Context, list: Op[]): Promise<Plan> {
  const plan: Plan = { steps: [], drafts: [], retry: undefined, end: undefined };
  const now = Date.now();
  for (const op of list) {
    const handler = Object.hasOwn(ops, op.op) ? ops[op.op] : undefined;
    if (!handler) throw new InvalidOp(`unknown op ${op.op}`);
    await handler(op, { engine, tx, run, plan, now });
  }
  return plan;
}

/** Leaves out what the run has already: in a race, later answers tell of earlier ops again. */
async function unknownDrafts({ tx, run }: Context, drafts: BranchDraft[]): Promise<BranchDraft[]> {
  if (drafts.length === 0) return drafts;
  const { rows } = await tx.client.query<{ id: string }>(
    `select id from inngest.steps where run_id = $1 and id = any($2::text[])
     union all select step_id from inngest.branches where run_id = $1 and step_id = any($2::text[])`,
    [run.id, drafts.map(({ stepId }) => stepId)],
  );
  const known = new Set(rows.map((row) => row.id));
  return drafts.filter(({ stepId }) => !known.has(stepId));
}

/** The first branch takes the place of the one that answered. */
async function addBranches(
  { engine, tx, run, claim }: Context,
  drafts: BranchDraft[],
  isGroup: boolean,
): Promise<boolean> {
  const [first, ...others] = drafts as [BranchDraft, ...BranchDraft[]];
  await tx.client.query(
    `update inngest.branches set kind = $2, step_id = $3, job_id = $4, attempt = 0, generation = 0, lost_calls = 0,
       is_group = $5, is_race = $6, due_at = $7, request = $8
     where id = $1`,
    [
      claim.branchId,
      first.kind,
      first.stepId,
      newJobId(),
      isGroup,
      first.isRace,
      new Date(first.dueAt),
      first.request ?? null,
    ],
  );
  const { rows } = await tx.client.query<{ id: string; step_id: string }>(
    `insert into inngest.branches (run_id, kind, step_id, job_id, is_group, is_race, due_at, rank, request)
     select $1, kind, step_id, job_id, $2, is_race, due_at, $3, request
     from unnest($4::text[], $5::text[], $6::text[], $7::boolean[], $8::timestamptz[], $9::text[])
       as branch (kind, step_id, job_id, is_race, due_at, request)
     returning id, step_id`,
    [
      run.id,
      isGroup,
      Date.now(),
      others.map(({ kind }) => kind),
      others.map(({ stepId }) => stepId),
      others.map(() => newJobId()),
      others.map(({ isRace }) => isRace),
      others.map(({ dueAt }) => new Date(dueAt)),
      others.map(({ request }) => request ?? null),
    ],
  );
  const ids = new Map(rows.map((row) => [row.step_id, row.id]));
  for (const draft of drafts) {
    const id = draft === first ? claim.branchId : (ids.get(draft.stepId) as string);
    if (draft.kind !== "call") addJob(tx, id, draft.dueAt);
    else if (draft !== first) startAfterCommit(engine, tx, id);
    if (draft.wait) {
      await tx.client.query(
        `insert into inngest.waits (branch_id, run_id, step_id, event_name, expression, signal)
         values ($1, $2, $3, $4, $5, $6)`,
        [id, run.id, draft.stepId, draft.wait.eventName, draft.wait.expression, draft.wait.signal],
      );
    }
  }
  for (const draft of drafts) await draft.afterInsert?.();
  return first.kind === "call";
}

/** Nothing for now: another branch goes on, or else the app is asked again. */
async function applyNothing(context: Context): Promise<boolean> {
  const { tx, run, claim } = context;
  const { rows } = await tx.client.query<{ others: number }>(
    "select count(*)::int as others from inngest.branches where run_id = $1 and id <> $2",
    [run.id, claim.branchId],
  );
  if ((rows[0]?.others ?? 0) > 0) {
    await tx.client.query("delete from inngest.branches where id = $1", [claim.branchId]);
    return false;
  }
  if (claim.generation >= maxEmptyAnswers) {
    const error = errorOf({ name: "Error", message: "The app has nothing to do and no result" }, false);
    return applyFailure(context, { kind: "failed", isFinal: false, retryAt: undefined, output: error, error });
  }
  return true;
}
