import { describe, expect, test } from "vitest";
import { sleep } from "./conformance/trial.ts";
import { type Call, complete, sendEvents } from "./testing/scripted-app.ts";
import { ScriptedServer } from "./testing/scripted-server.ts";

const subject = new ScriptedServer();
const { app } = subject;
const refused = subject.scripted("refused", { retries: 0 });
const lost = subject.scripted("lost", { retries: 0 });

describe("an app that is being restarted", () => {
  test("costs no attempt while it refuses connections", async () => {
    app.script(refused.id, () => complete(1));
    await app.close();
    await sendEvents(subject.url, { name: refused.event });
    await sleep(1_200);
    await app.listen();
    const [call] = (await app.waitFor(refused.id, 1)) as [Call];
    expect(call.body.ctx.attempt).toBe(0);
    expect(await subject.ended(call)).toMatchObject({ status: "Completed" });
  });

  test("costs no attempt when it goes away in the middle of a call, unless it does so again and again", async () => {
    app.script(lost.id, () => "close");
    await sendEvents(subject.url, { name: lost.event });
    const [call] = (await app.waitFor(lost.id, 3)) as [Call];
    expect(
      app
        .callsOf(lost.id)
        .map(({ body }) => body.ctx.attempt)
        .slice(0, 3),
    ).toEqual([0, 0, 0]);
    expect(await subject.ended(call)).toMatchObject({ status: "Failed" });
    expect(app.callsOf(lost.id)).toHaveLength(6);
  });
});
