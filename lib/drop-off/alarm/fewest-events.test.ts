import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fewestEvents } from "./fewest-events.ts";

const minute = 60_000;
const start = Date.parse("2026-11-02T00:00:00Z");
const at = (n: number, events: number) => ({ at: start + n * minute, events, lagMs: null });

describe("the fewest events of a window", () => {
  test("a steady source sends as many in each", () => {
    const minutes = Array.from({ length: 300 }, (_, n) => at(n, 5));
    expect(fewestEvents(minutes, [], start, start + 300 * minute)).toEqual([
      { minutesThreshold: 15, events: 75 },
      { minutesThreshold: 30, events: 150 },
      { minutesThreshold: 60, events: 300 },
      { minutesThreshold: 120, events: 600 },
      { minutesThreshold: 240, events: 1200 },
    ]);
  });

  test("an outage of ours is no silence of the source", () => {
    const minutes = Array.from({ length: 60 }, (_, n) => at(n, 5)).filter((_, n) => n < 20 || n >= 40);
    const gap = { from: start + 20 * minute, until: start + 40 * minute };
    expect(fewestEvents(minutes, [], start, start + 60 * minute)[0]).toEqual({ minutesThreshold: 15, events: 0 });
    expect(fewestEvents(minutes, [gap], start, start + 60 * minute)).toEqual([{ minutesThreshold: 15, events: 75 }]);
  });

  test("is what counting every window gives", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 60 });
    fc.assert(
      fc.property(counts, (events) => {
        const minutes = events.flatMap((count, n) => (count > 0 ? [at(n, count)] : []));
        const sums = events.flatMap((_, n) => {
          const window = events.slice(n, n + 15);
          return window.length === 15 ? [window.reduce((sum, count) => sum + count, 0)] : [];
        });
        const [found] = fewestEvents(minutes, [], start, start + events.length * minute);
        expect(found).toEqual({ minutesThreshold: 15, events: Math.min(...sums) });
      }),
    );
  });
});
