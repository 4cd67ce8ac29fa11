import { randomBytes } from "node:crypto";
import type { AppResponse } from "./app-client.ts";
import type { Engine } from "./engine.ts";
import { functionUrl, maxAttempts } from "./function-config.ts";
import { newUlid, queueItemId } from "./ids.ts";
import type { RegisteredFunction } from "./registry.ts";

/** A call that is to be made now, with the state of its run. JSON parts are canonical text. */
export type Claim = {
  branchId: string;
  runId: string;
  fn: RegisteredFunction;
  /** `step` to look for what comes next, or the hashed id of the one step to run. */
  stepId: string;
  jobId: string;
  attempt: number;
  generation: number;
  lostCalls: number;
  isGroup: boolean;
  isRace: boolean;
  version: number;
  limitKeys: string[];
  isBatch: boolean;
  /** In order of completion. */
  stepIds: string[];
  entries: string[];
  events: string[];
};

const maxBodyBytes = 4 * 1024 * 1024;
const maxStateBytes = maxBodyBytes - 1024;

/** Calls the app and waits for its answer, up to two hours. */
export async function callApp(engine: Engine, claim: Claim): Promise<AppResponse> {
  const url = new URL(functionUrl(claim.fn.config));
  url.searchParams.set("fnId", claim.fn.id);
  url.searchParams.set("stepId", claim.stepId);
  const requestId = newUlid();
  return engine.app.send("POST", url.href, callBody(claim, requestId), {
    "x-run-id": claim.runId,
    "x-request-id": requestId,
    "x-inngest-job-id": claim.jobId,
    "x-inngest-generation-id": String(claim.generation),
    "x-inngest-req-version": String(claim.version),
    "x-inngest-step-id": claim.stepId,
    traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
  });
}

/** The call's body in canonical form, put together from texts that are canonical already. */
export function callBody(claim: Claim, requestId: string): string {
  const stateBytes = claim.entries.reduce((total, entry) => total + Buffer.byteLength(entry), 0);
  if (stateBytes <= maxStateBytes) {
    const whole = bodyText(claim, requestId, false);
    if (Buffer.byteLength(whole) <= maxBodyBytes) return whole;
  }
  return bodyText(claim, requestId, true);
}

function bodyText(claim: Claim, requestId: string, useApi: boolean): string {
  const event = claim.events[0] ?? "{}";
  const ctx =
    `{"attempt":${claim.attempt},"disable_immediate_execution":${claim.isGroup},"env":"",` +
    `"fn_id":"${claim.fn.uuid}","generation_id":${claim.generation},"job_id":"${claim.jobId}",` +
    `"max_attempts":${maxAttempts(claim.fn.config)},"qi_id":"${queueItemId(claim.jobId)}",` +
    `"request_id":"${requestId}","run_id":"${claim.runId}",` +
    `"stack":{"current":${claim.stepIds.length},"stack":${JSON.stringify(claim.stepIds)}},` +
    `"step_id":"step","use_api":${useApi}}`;
  const events = useApi ? "[]" : `[${claim.events.join(",")}]`;
  const steps = useApi ? "{}" : stepsText(claim.stepIds, claim.entries);
  return (
    `{"ctx":${ctx},"defers":{},"event":${event},"events":${events},"steps":${steps},` +
    `"use_api":${useApi},"version":${claim.version}}`
  );
}

/** The map of memoized steps, with its keys sorted. */
export function stepsText(stepIds: string[], entries: string[]): string {
  const order = stepIds.map((id, index) => ({ id, index })).sort((a, b) => (a.id < b.id ? -1 : 1));
  return `{${order.map(({ id, index }) => `${JSON.stringify(id)}:${entries[index]}`).join(",")}}`;
}
