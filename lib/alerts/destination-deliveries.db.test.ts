import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { alertDeliveryFailure } from "#lib/system-errors/kinds/alert-delivery-failure.ts";
import { openDeliveryError } from "#lib/system-errors/queries.ts";
import { report, resolve } from "#lib/system-errors/report.ts";
import { raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { deliveriesTo } from "./destination-deliveries.ts";

afterAll(closeConnections);
beforeEach(() => pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE"));

const reader = tokenActor({ id: randomUUID(), name: "reader" }, ["AlertRead", "DestinationRead"]);

test("lists what was sent to one destination, newest first, with its alert and its attempts", async () => {
  const soar = await insertDestination({ displayName: "soar" });
  await insertDestination({ displayName: "other" });
  const first = await raiseFailures(sourceSubject("okta-prod"), new Date("2026-11-23T08:00:00Z"));
  const second = await raiseFailures(sourceSubject("gh-audit"), new Date("2026-11-23T09:00:00Z"));
  await pool.query(
    `INSERT INTO delivery_attempts (delivery_id, number, started_at, duration_ms, is_success, status_code, reason, message)
     SELECT id, n, '2026-11-23T09:00:01Z', 12, false, 503, 'server-error', 'busy' FROM deliveries, generate_series(1, 2) n
      WHERE destination_id = $1 AND replace(alert_id::text, '-', '') = $2`,
    [soar, second],
  );
  const found = await deliveriesTo(reader, soar, 20);
  expect(found.map((delivery) => [delivery.alertId, delivery.label])).toEqual([
    [second, "soar"],
    [first, "soar"],
  ]);
  expect(found[0]?.alertTitle).toContain("gh-audit");
  expect(found[0]?.attempts.map((attempt) => attempt.number)).toEqual([2, 1]);
  expect(await deliveriesTo(reader, soar, 1)).toHaveLength(1);
  expect(await deliveriesTo(reader, randomUUID(), 20)).toEqual([]);
});

test("names the error on a destination's deliveries while it is open, and no other's", async () => {
  const soar = await insertDestination({ displayName: "soar" });
  const other = await insertDestination({ displayName: "other" });
  const subject = { destinationId: soar, destinationName: "soar", destinationKind: "webhook" };
  const failure = {
    consecutiveFailures: 3,
    reason: "unauthorized",
    message: "no",
    statusCode: 401,
    isFinal: true,
    undelivered: { alertId: "a".repeat(32), title: "t", at: "2026-11-23T08:00:00Z" },
  };
  const { alertId } = await systemChange(new Date(), (tx) => report(tx, alertDeliveryFailure, subject, failure));
  expect(await openDeliveryError(reader, soar)).toBe(alertId.replaceAll("-", ""));
  expect(await openDeliveryError(reader, other)).toBeNull();
  await systemChange(new Date(), (tx) => resolve(tx, alertDeliveryFailure, subject, "Delivered again"));
  expect(await openDeliveryError(reader, soar)).toBeNull();
});

test("needs the permission to see both", async () => {
  const nobody = tokenActor({ id: randomUUID(), name: "nobody" }, ["AlertRead"]);
  await expect(deliveriesTo(nobody, randomUUID(), 1)).rejects.toThrow("DestinationRead");
});
