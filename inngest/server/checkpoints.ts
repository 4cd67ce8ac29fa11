import type { Op } from "./answers.ts";
import type { Engine, OpenCall } from "./engine.ts";
import { failedEntry, InvalidOp, stepEntry } from "./ops.ts";
import type { StepEntry } from "./runs.ts";

type Checkpoint = { qi_id?: string; generation_id?: number; steps?: Op[] };
export type CheckpointAnswer = { status: number; error?: string };

/** Ops that may come in a checkpoint: those that are done. */
const entries: Record<string, (op: Op) => string> = {
  StepRun: (op) => stepEntry(op.id, { data: op.data ?? null }),
  StepFailed: (op) => failedEntry(op.id, op.error),
};

/**
 * Saves steps that the app has run inside a call that is still open. Answered only when they are durable; 409 when the
 * call is not the run's current one, upon which the SDK stops at once.
 */
export async function saveCheckpoint(engine: Engine, runId: string, checkpoint: Checkpoint): Promise<CheckpointAnswer> {
  const call = openCall(engine, runId, checkpoint);
  if (!call) return { status: 409, error: "the run, or this call of it, is over" };
  const steps: StepEntry[] = [];
  for (const op of checkpoint.steps ?? []) {
    const entry = Object.hasOwn(entries, op.op) ? entries[op.op] : undefined;
    if (!entry) return { status: 400, error: "cannot checkpoint async steps" };
    try {
      steps.push({ id: op.id, entry: entry(op) });
    } catch (error) {
      if (error instanceof InvalidOp) return { status: 413, error: error.message };
      throw error;
    }
  }
  if (steps.length > 0) {
    await engine.pool.query({
      name: "checkpoint",
      text: `with attempt as (update inngest.branches set attempt = 0 where id = $4 and attempt > 0)
       insert into inngest.steps (run_id, id, entry)
       select $1, id, entry from unnest($2::text[], $3::text[]) as step (id, entry)
       on conflict do nothing`,
      values: [runId, steps.map(({ id }) => id), steps.map(({ entry }) => entry), call.branchId],
    });
    call.attempt = 0;
  }
  return call.isOver ? { status: 409, error: "the run is over" } : { status: 200 };
}

function openCall(engine: Engine, runId: string, { qi_id, generation_id }: Checkpoint): OpenCall | undefined {
  const [jobId] = Buffer.from(qi_id ?? "", "base64")
    .toString("utf8")
    .split("::");
  const call = engine.openCalls.get(jobId ?? "");
  const isCurrent = call?.runId === runId && (generation_id === undefined || generation_id === call.generation);
  return isCurrent && !call.isOver ? call : undefined;
}
