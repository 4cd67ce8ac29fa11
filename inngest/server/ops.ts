import type { Op } from "./answers.ts";
import { canonicalJson } from "./canonical-json.ts";
import { dispatchTo } from "./dispatch.ts";
import { parseInstant } from "./durations.ts";
import type { Engine, Transaction } from "./engine.ts";
import { internalEvent } from "./events.ts";
import type { LockedRun, RunEnd, StepEntry } from "./runs.ts";
import { settleWait } from "./runs.ts";

/** A branch that an op asks for, and what is to be done once it is there. */
export type BranchDraft = {
  kind: "call" | "sleep" | "wait" | "signal" | "invoke" | "gateway";
  stepId: string;
  dueAt: number;
  isRace: boolean;
  request?: string;
  wait?: { eventName?: string; expression?: string; signal?: string };
  afterInsert?: () => Promise<void>;
};

/** What a list of ops comes to. */
export type Plan = {
  steps: StepEntry[];
  drafts: BranchDraft[];
  retry: { error: unknown; stepId: string } | undefined;
  end: RunEnd | undefined;
};

export type OpContext = { engine: Engine; tx: Transaction; run: LockedRun; plan: Plan; now: number };

/** An op that the server cannot take; the call counts as a failed attempt. */
export class InvalidOp extends Error {}

const maxStepBytes = 4 * 1024 * 1024;
const foreverMs = 366 * 86_400_000;

type OpHandler = (op: Op, context: OpContext) => Promise<void> | void;

/** Every op the server knows. */
export const ops: Record<string, OpHandler> = {
  StepRun(op, { plan }) {
    plan.steps.push({ id: op.id, entry: stepEntry(op.id, { data: op.data ?? null }) });
  },

  StepError(op, { plan }) {
    plan.retry = { error: op.error, stepId: op.id };
  },

  StepFailed(op, { plan }) {
    plan.steps.push({ id: op.id, entry: failedEntry(op.id, op.error) });
  },

  StepPlanned(op, { plan, now }) {
    plan.drafts.push(draft(op, "call", now));
  },

  Sleep(op, { plan, now }) {
    plan.drafts.push(draft(op, "sleep", instant(op, op.name, now)));
  },

  WaitForEvent(op, { engine, plan, now }) {
    const eventName = op.name ?? "";
    const expression = op.opts?.if;
    engine.registry.awaitedEvents.add(eventName);
    plan.drafts.push({
      ...draft(op, "wait", instant(op, op.opts?.timeout, now)),
      wait: { eventName, ...(typeof expression === "string" ? { expression } : {}) },
    });
  },

  async WaitForSignal(op, { tx, plan, now }) {
    const signal = String(op.opts?.signal ?? op.name ?? "");
    const { rows } = await tx.client.query<{ run_id: string; step_id: string }>(
      "select run_id, step_id from inngest.waits where signal = $1",
      [signal],
    );
    const holder = rows[0];
    if (holder && holder.step_id === op.id) return;
    if (holder && op.opts?.conflict !== "replace") {
      const error = { name: "Error", message: `signal conflict: ${signal} is awaited by another run` };
      plan.steps.push({ id: op.id, entry: failedEntry(op.id, error) });
      return;
    }
    if (holder) await settleWait(tx, holder.run_id, holder.step_id, "null");
    plan.drafts.push({ ...draft(op, "signal", instant(op, op.opts?.timeout, now)), wait: { signal } });
  },

  InvokeFunction(op, { engine, tx, run, plan, now }) {
    const functionId = String(op.opts?.function_id ?? "");
    const fn = engine.registry.get(functionId);
    if (!fn || fn.isArchived) {
      const error = { name: "Error", message: `could not find function with ID: ${functionId}` };
      plan.steps.push({ id: op.id, entry: canonicalJson({ error }) });
      return;
    }
    const dueAt = op.opts?.timeout === undefined ? now + foreverMs : instant(op, op.opts.timeout, now);
    const payload = (op.opts?.payload ?? {}) as { data?: Record<string, unknown>; v?: string };
    const source = engine.registry.get(run.function_id);
    const invokedBy = `${run.id}.${op.id}`;
    const data = {
      ...payload.data,
      _inngest: {
        correlation_id: invokedBy,
        expire: dueAt,
        fn_id: functionId,
        name: op.displayName ?? "",
        source_app_id: source?.app ?? "",
        source_fn_id: source?.uuid ?? "",
        source_fn_v: 1,
      },
    };
    plan.drafts.push({
      ...draft(op, "invoke", dueAt),
      wait: {},
      async afterInsert() {
        const isStarted = await dispatchTo(engine, tx, fn, internalEvent("inngest/function.invoked", data), {
          invokedBy,
        });
        if (isStarted) return;
        const error = { error: "Error", name: "Error", message: "invoked function is a singleton that is running" };
        await settleWait(tx, run.id, op.id, canonicalJson({ error }));
      },
    });
  },

  Gateway(op, { plan, now }) {
    plan.drafts.push({ ...draft(op, "gateway", now), request: canonicalJson(op.opts ?? {}) });
  },

  RunComplete(op, { plan }) {
    plan.end = { status: "Completed", output: op.data ?? null };
  },
};

function draft(op: Op, kind: BranchDraft["kind"], dueAt: number): BranchDraft {
  return { kind, stepId: op.id, dueAt, isRace: op.opts?.parallelMode === "race" };
}

function instant(op: Op, text: unknown, now: number): number {
  const at = typeof text === "string" ? parseInstant(text, now) : undefined;
  if (at === undefined) throw new InvalidOp(`${op.op} ${op.id} has no time that can be read: ${String(text)}`);
  return at;
}

/** A step's error as it is memoized. */
export function failedEntry(stepId: string, error: unknown): string {
  const { name, message, stack, cause } = (error ?? {}) as Record<string, unknown>;
  return stepEntry(stepId, { error: { name, message, stack, ...(cause === undefined ? {} : { cause }) } });
}

/** Throws InvalidOp when the result is over the limit. */
export function stepEntry(stepId: string, entry: unknown): string {
  const text = canonicalJson(entry);
  if (Buffer.byteLength(text) > maxStepBytes) {
    throw new InvalidOp(`step ${stepId} output too large: step output size is greater than the limit`);
  }
  return text;
}
