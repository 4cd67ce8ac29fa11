import { afterAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { insertSource } from "#lib/testing/rows.ts";
import { daysBefore } from "./alert-series.ts";

afterAll(closeConnections);
beforeEach(async () => {
  await pool.query("TRUNCATE log_sources CASCADE");
});

const openedAt = new Date("2026-11-24T08:00:00Z");

async function source(): Promise<string> {
  const id = await insertSource();
  await pool.query(
    `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, failed)
     SELECT $1::uuid, $2::timestamptz - back, log_type, classified, failed
       FROM (VALUES (interval '1 hour', 'AWS.CloudTrail', 1000, 0), (interval '2 hours', 'Okta.SystemLog', 10, 0),
                    (interval '3 hours', '', 0, 7), (interval '20 days', 'Okta.SystemLog', 5, 0)) AS v (back, log_type, classified, failed)`,
    [id, openedAt],
  );
  return id;
}

const sum = (values: readonly number[] = []) => values.reduce((total, value) => total + value, 0);

test.each([
  ["the source as a whole over a week", "", 60, { days: 7, classified: 1_010, failed: 7 }],
  ["one log type alone", "Okta.SystemLog", 60, { days: 7, classified: 10, failed: 0 }],
  ["a long window over 30 days", "Okta.SystemLog", 30 * 1440, { days: 30, classified: 15, failed: 0 }],
])("the chart of an alert shows %s", async (_, logType, minutesThreshold, expected) => {
  const series = await daysBefore(systemActor, { sourceId: await source(), logType, minutesThreshold }, openedAt);
  const days = ((series?.barMinutes ?? 0) * (series?.classified.length ?? 0)) / 1440;
  expect({ days, classified: sum(series?.classified), failed: sum(series?.failed) }).toEqual(expected);
});
