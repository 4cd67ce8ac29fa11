import fc from "fast-check";
import { expect, test } from "vitest";
import { isoInstant } from "./iso-instant.ts";

test("writes an instant as Date does, whatever was written before", () => {
  const instant = fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.getTime()),
    fc.integer({ min: Date.UTC(2026, 10, 25), max: Date.UTC(2026, 10, 25, 0, 2) }),
  );
  fc.assert(
    fc.property(fc.array(instant, { maxLength: 20 }), (instants) => {
      expect(instants.map(isoInstant)).toEqual(instants.map((ms) => new Date(ms).toISOString()));
    }),
  );
});
