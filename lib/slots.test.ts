import { expect, test } from "vitest";
import { NoSlot, Slots } from "./slots.ts";

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

test("never more at once than there are slots, and everybody has a turn in order", async () => {
  const slots = new Slots(3, 1000);
  let now = 0;
  let most = 0;
  const begun: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      slots.run(async () => {
        begun.push(at);
        now += 1;
        most = Math.max(most, now);
        await tick();
        now -= 1;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, at) => at));
});

test("a slot comes free when its work fails", async () => {
  const slots = new Slots(1, 1000);
  await expect(slots.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await slots.run(async () => "done")).toBe("done");
});

test("who waits too long is told so, and takes no slot afterwards", async () => {
  const slots = new Slots(1, 10);
  let release = () => {};
  const holder = slots.run(() => new Promise<void>((resolve) => (release = resolve)));
  await expect(slots.run(async () => "late")).rejects.toBeInstanceOf(NoSlot);
  release();
  await holder;
  expect(await Promise.all([slots.run(async () => 1), slots.run(async () => 2)])).toEqual([1, 2]);
});
