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
  stateBytes: number;
  /** The members of the map of memoized steps, in the order of their keys; empty when the state is too big to send. */
  steps: string;
  /** The event that started the run: the first of `events`. */
  event: string;
  /** The elements of the list of events. */
  events: string;
};

const maxBodyBytes = 4 * 1024 * 1024;
/** Memoized steps that are bigger in all are not sent, but fetched by the SDK. */
export const maxStateBytes = maxBodyBytes - 1024;

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
  if (claim.stateBytes <= maxStateBytes) {
    const whole = bodyText(claim, requestId, false);
    if (Buffer.byteLength(whole) <= maxBodyBytes) return whole;
  }
  return bodyText(claim, requestId, true);
}

function bodyText(claim: Claim, requestId: string, useApi: boolean): string {
  const ctx =
    `{"attempt":${claim.attempt},"disable_immediate_execution":${claim.isGroup},"env":"",` +
    `"fn_id":"${claim.fn.uuid}","generation_id":${claim.generation},"job_id":"${claim.jobId}",` +
    `"max_attempts":${maxAttempts(claim.fn.config)},"qi_id":"${queueItemId(claim.jobId)}",` +
    `"request_id":"${requestId}","run_id":"${claim.runId}",` +
    `"stack":{"current":${claim.stepIds.length},"stack":${JSON.stringify(claim.stepIds)}},` +
    `"step_id":"step","use_api":${useApi}}`;
  const events = useApi ? "" : claim.events;
  const steps = useApi ? "" : claim.steps;
  return (
    `{"ctx":${ctx},"defers":{},"event":${claim.event},"events":[${events}],"steps":{${steps}},` +
    `"use_api":${useApi},"version":${claim.version}}`
  );
}
