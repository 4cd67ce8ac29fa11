import { expect, test } from "vitest";
import { ApiError } from "#components/shell/api-error.ts";
import { doToEach, manyDone, manyFailed } from "./many-sources.ts";

const sources = ["a", "b", "c"].map((name) => ({ integrationId: name, integrationLabel: `source ${name}` }));
const act = (failing: Record<string, number>) => async (id: string) => {
  const status = failing[id];
  if (status !== undefined) throw new ApiError(status, `no ${id}`);
};

test("what was done to some and not to others is said of each", async () => {
  const outcome = await doToEach(sources, act({ b: 404, c: 409 }));
  expect(manyDone(outcome, "paused")).toBe("1 of 3 sources paused");
  expect(manyFailed(outcome)).toBe("Not source b: no b. 1 other likewise.");
  expect(outcome.done).toEqual([sources[0]]);
});

test("all of them, or the only one by its name", async () => {
  expect(manyDone(await doToEach(sources, act({})), "deleted")).toBe("3 sources deleted");
  const one = await doToEach(sources.slice(0, 1), act({}));
  expect([manyDone(one, "paused"), manyFailed(one)]).toEqual(["source a paused", null]);
});

test.each([0, 503])(
  "none of them is a failure, and so is no answer (%s), after which no other is tried",
  async (status) => {
    await expect(doToEach(sources, act({ a: 403, b: 403, c: 403 }))).rejects.toThrow("no c");
    const tried: string[] = [];
    const cut = async (id: string) => {
      tried.push(id);
      await act({ b: status })(id);
    };
    await expect(doToEach(sources, cut)).rejects.toThrow("no b 1 of 3 sources were done before that.");
    expect(tried).toEqual(["a", "b"]);
  },
);
