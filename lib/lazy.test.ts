import { expect, test } from "vitest";
import { lazy } from "./lazy.ts";

class Counter {
  #count = 0;
  step = 1;
  add(): number {
    this.#count += this.step;
    return this.#count;
  }
}

test("an object is made at its first use, once, and keeps its private state", () => {
  let made = 0;
  let counter: Counter | undefined;
  const stand = lazy(() => {
    if (!counter) made += 1;
    counter ??= new Counter();
    return counter;
  });
  expect(made).toBe(0);
  expect(stand.add()).toBe(1);
  stand.step = 10;
  const { add } = stand;
  expect(add()).toBe(11);
  expect(made).toBe(1);
  expect("add" in stand).toBe(true);
  expect(stand).toBeInstanceOf(Counter);
});

test("a setting that is wrong is told at the first use, not at the import", () => {
  const stand = lazy<Counter>(() => {
    throw new Error("Settings are wrong");
  });
  expect(() => stand.add()).toThrow("Settings are wrong");
});
