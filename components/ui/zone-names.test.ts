import { expect, test } from "vitest";
import { allZones, zoneLabel, zoneOfToday } from "./zone-names.ts";

test("zones have their names of today, once each, and every one of them can be shown", () => {
  const zones = allZones("Asia/Calcutta");
  expect(zones.slice(0, 2)).toEqual(["Asia/Kolkata", "UTC"]);
  expect(zones).toContain("Europe/Kyiv");
  expect(zones.filter((zone) => /Calcutta|Katmandu|Kiev|Rangoon|Saigon|Faeroe|Godthab|Asmera/.test(zone))).toEqual([]);
  expect(new Set(zones).size).toBe(zones.length);
  for (const timeZone of zones) expect(() => new Intl.DateTimeFormat("en-US", { timeZone })).not.toThrow();
});

test("a name of today is the same zone as the old one", () => {
  const at = new Date("2026-07-01T12:00:00Z");
  for (const old of Intl.supportedValuesOf("timeZone")) {
    const words = (timeZone: string) => at.toLocaleString("en-US", { timeZone });
    expect(words(zoneOfToday(old)), old).toBe(words(old));
  }
});

test("is shown without underscores", () => {
  expect(zoneLabel("America/Argentina/Buenos_Aires")).toBe("America/Argentina/Buenos Aires");
});
