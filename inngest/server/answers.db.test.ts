import { describe, expect, test } from "vitest";
import { sleep } from "./conformance/trial.ts";
import { type Call, complete, ops, type ScriptedAnswer, sdkHeaders, sendEvents } from "./testing/scripted-app.ts";
import { hash, ScriptedServer, stepRun } from "./testing/scripted-server.ts";

const subject = new ScriptedServer();
const { app } = subject;
const returned = subject.scripted("returned");
const streamed = subject.scripted("streamed");
const finalError = subject.scripted("final-error");
const failed = subject.scripted("failed", { retries: 1 });
const stepError = subject.scripted("step-error", { retries: 1 });
subject.scripted("watch", {
  triggers: [{ event: "inngest/function.failed", expression: "event.data.function_id == 'failed'" }],
});

const html = { "content-type": "text/html" };
const faults: [string, ScriptedAnswer][] = [
  ["a 500 in HTML", { status: 500, body: "<html>boom</html>", headers: html }],
  ["an empty 500", { status: 500, body: "", headers: {} }],
  ["a 502 of a proxy", { status: 502, body: "<html>bad gateway</html>", headers: html }],
  ["a 200 that is not the SDK's", { status: 200, body: "<html>hello</html>", headers: html }],
  ["a 404 that is not the SDK's", { status: 404, body: "no", headers: html }],
  ["a 206 with an op that nobody knows", ops({ op: "NoSuchOp", id: "a", name: "x" })],
  ["a 206 that is no list", { status: 206, body: { op: "StepRun" } }],
  ["a 206 that is no JSON", { status: 206, body: "[{" }],
  ["an error of the SDK", { status: 500, body: { name: "Error", message: "unknown function" } }],
  ["a 400 of the SDK without no-retry", { status: 400, body: { name: "Error", message: "x" } }],
  ["a step result over 4 MiB", ops(stepRun("big", "x".repeat(4_194_304)))],
];
const faultFunctions = faults.map((_, index) => subject.scripted(`fault-${index}`));

describe("an answer", () => {
  test("200 is the function's result", async () => {
    app.script(returned.id, () => ({ status: 200, body: { b: 1, a: [2] } }));
    await sendEvents(subject.url, { name: returned.event });
    const [call] = (await app.waitFor(returned.id, 1)) as [Call];
    expect(await subject.ended(call)).toMatchObject({ status: "Completed", output: { a: [2], b: 1 } });
  });

  test("201 holds the real answer, after spaces", async () => {
    const inner = {
      status: 206,
      headers: sdkHeaders,
      body: JSON.stringify([{ op: "RunComplete", id: "x", data: "streamed" }]),
    };
    app.script(streamed.id, () => ({
      status: 201,
      body: `   ${JSON.stringify(inner)}`,
      headers: { "x-inngest-sdk": "js" },
    }));
    await sendEvents(subject.url, { name: streamed.event });
    const [call] = (await app.waitFor(streamed.id, 1)) as [Call];
    expect(await subject.ended(call)).toMatchObject({ status: "Completed", output: "streamed" });
  });

  test.each(faults.map(([name], index) => [name, index] as const))("%s is a failed attempt", async (_, index) => {
    const fn = faultFunctions[index] as { id: string; event: string };
    const answer = faults[index]?.[1] as ScriptedAnswer;
    app.script(fn.id, (_, number) => (number === 1 ? answer : complete("fine")));
    await sendEvents(subject.url, { name: fn.event });
    const [first, second] = (await app.waitFor(fn.id, 2)) as [Call, Call];
    expect([second.body.ctx.attempt, second.body.ctx.generation_id]).toEqual([1, 2]);
    expect(second.body.ctx.job_id).toBe(first.body.ctx.job_id);
    expect(await subject.ended(second)).toMatchObject({ status: "Completed", output: "fine" });
  });

  test("with no-retry ends the run at once", async () => {
    const error = { name: "NonRetriableError", message: "never", stack: "s", __serialized: true };
    app.script(finalError.id, () => ({
      status: 400,
      body: error,
      headers: { ...sdkHeaders, "x-inngest-no-retry": "true" },
    }));
    await sendEvents(subject.url, { name: finalError.event });
    const [call] = (await app.waitFor(finalError.id, 1)) as [Call];
    expect(await subject.ended(call)).toMatchObject({ status: "Failed", output: error });
    await sleep(300);
    expect(app.callsOf(finalError.id)).toHaveLength(1);
  });

  test("that fails for the last time is told in inngest/function.failed", async () => {
    app.script(failed.id, () => ({ status: 500, body: "<html>boom</html>", headers: html }));
    app.script("watch", () => complete(1));
    await sendEvents(subject.url, { name: failed.event, data: { a: 1 } });
    const [watched] = (await app.waitFor("watch", 1)) as [Call];
    const calls = app.callsOf(failed.id);
    expect(calls.map((call) => call.body.ctx.attempt)).toEqual([0, 1]);
    const runId = calls[0]?.body.ctx.run_id;
    const message = "Your server returned HTTP 500 before the SDK responded.";
    expect(watched.body.event).toMatchObject({
      id: runId,
      name: "inngest/function.failed",
      user: {},
      data: {
        _inngest: { status: "Failed" },
        function_id: "failed",
        run_id: runId,
        error: { error: message, message, name: "Server returned a fatal error" },
        event: { name: failed.event, data: { a: 1 } },
        events: [{ name: failed.event }],
      },
    });
  });

  test("StepError repeats the call, Retry-After says when, and the last one is memoized", async () => {
    const error = { name: "TypeError", message: "boom", stack: "s", __serialized: true };
    const answer = (op: string, noRetry: string) => ({
      status: 206,
      body: [{ op, id: hash("bad"), name: "bad", opts: {}, error, data: null }],
      headers: { ...sdkHeaders, "x-inngest-no-retry": noRetry, ...(op === "StepError" ? { "retry-after": "2" } : {}) },
    });
    app.script(
      stepError.id,
      (_, number) =>
        [answer("StepError", "false"), answer("StepFailed", "true"), complete("caught")][number - 1] ?? "close",
    );
    await sendEvents(subject.url, { name: stepError.event });
    const [first, second, third] = (await app.waitFor(stepError.id, 3)) as [Call, Call, Call];
    expect(second.at - first.at).toBeGreaterThan(950);
    expect([first, second, third].map((call) => call.body.ctx.attempt)).toEqual([0, 1, 0]);
    expect(third.body.steps).toEqual({ [hash("bad")]: { error: { name: "TypeError", message: "boom", stack: "s" } } });
  });
});
