import { describe, expect, test } from "vitest";
import { type Call, complete, sendEvents } from "./testing/scripted-app.ts";
import { hash, ScriptedServer, stepRun } from "./testing/scripted-server.ts";

const subject = new ScriptedServer();
const { app } = subject;
const stale = subject.scripted("stale");
const reset = subject.scripted("reset", { retries: 1 });

describe("a checkpoint", () => {
  test("is saved before it is answered, and refused with 409 when the call is not the current one", async () => {
    const answers: Record<string, unknown> = {};
    app.script(stale.id, async (call, number) => {
      if (number === 1) {
        answers.saved = await subject.checkpoint(call, [stepRun("a", 1)]);
        answers.again = await subject.checkpoint(call, [stepRun("a", 2)]);
        answers.generation = await subject.checkpoint(call, [stepRun("b", 1)], { generation_id: 7 });
        answers.job = await subject.checkpoint(call, [stepRun("b", 1)], {
          qi_id: Buffer.from("x::default").toString("base64"),
        });
        answers.waiting = await subject.checkpoint(call, [{ op: "Sleep", id: hash("s"), name: "5s" }]);
        answers.big = await subject.checkpoint(call, [stepRun("big", "x".repeat(4_194_304))]);
        return { status: 500, body: "", headers: {} };
      }
      return complete(Object.keys(call.body.steps).length);
    });
    await sendEvents(subject.url, { name: stale.event });
    const [first, second] = (await app.waitFor(stale.id, 2)) as [Call, Call];
    const run_id = first.body.ctx.run_id;
    expect(answers).toMatchObject({
      saved: { status: 200, body: "" },
      again: { status: 200, body: "" },
      generation: { status: 409, body: { status: 409, data: { run_id } } },
      job: { status: 409 },
      waiting: { status: 400, body: { error: "cannot checkpoint async steps", data: { run_id }, status: 400 } },
      big: { status: 413, body: { status: 413, data: { run_id } } },
    });
    expect((answers.big as { body: { error: string } }).body.error).toBe(
      `step ${hash("big")} output too large: step output size is greater than the limit`,
    );
    expect(second.body.steps).toEqual({ [hash("a")]: { data: 1 } });
    await subject.ended(second);
    expect((await subject.checkpoint(second, [stepRun("late", 1)])).status).toBe(409);
    expect((await fetch(`${subject.url}/v0/runs/${run_id}/actions`)).status).toBe(410);
  });

  test("starts the count of attempts anew", async () => {
    app.script(reset.id, async (call, number) => {
      if (number === 2) await subject.checkpoint(call, [stepRun("a", 1)]);
      return number < 4 ? { status: 500, body: "", headers: {} } : complete(1);
    });
    await sendEvents(subject.url, { name: reset.event });
    const calls = await app.waitFor(reset.id, 3);
    await subject.ended(calls[0] as Call);
    expect(app.callsOf(reset.id).map((call) => call.body.ctx.attempt)).toEqual([0, 1, 1]);
  });
});
