import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { destinationOperations } from "#lib/destinations/operations.ts";
import { reportDeliveryOutcome } from "#lib/system-errors/delivery-outcome.ts";
import { raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { deliverDue } from "./deliver.ts";
import { alertOperations } from "./operations.ts";

// Settings are read when they are first asked for, which is later.
process.env.TELLTALE_OUTBOUND_ALLOW = "127.0.0.0/8";

const actor = tokenActor({ id: randomUUID(), name: "ci token" }, allPermissions);
const call = apiCaller([...destinationOperations, ...alertOperations], () => actor);

beforeEach(() => pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE"));
afterAll(closeConnections);

test("deliveries, changes, tests and retries at the same time wait for each other and lose nothing", async () => {
  const receiver = await startReceiver();
  receiver.answerWith((_received, before) => (before % 3 === 0 ? 503 : 200));
  const body = (name: string, path: string) => ({
    displayName: name,
    kind: "webhook",
    alertTypes: ["SYSTEM_ERROR"],
    severities: [],
    config: { url: `${receiver.url}/${path}` },
  });
  const { id } = (await call("POST", "/destinations", body("one", "0"))).json;
  await call("POST", "/destinations", body("two", "0"));
  const alerts = await Promise.all(Array.from({ length: 20 }, (_, at) => raiseFailures(sourceSubject(`source ${at}`))));

  const deliveries = async () => {
    for (let round = 0; round < 12; round += 1) {
      await deliverDue(id, { onOutcome: reportDeliveryOutcome, random: () => 0 });
    }
  };
  const changes = async () => {
    for (let round = 0; round < 12; round += 1) {
      expect((await call("PUT", `/destinations/${id}`, body("one", String(round % 2)))).status).toBe(200);
      expect((await call("POST", `/destinations/${id}/test`)).status).toBe(200);
    }
  };
  const retries = async () => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    for (const alert of alerts) {
      const waiting = (await call("GET", `/alerts/${alert}`)).json.deliveries.find(
        (one: { state: string; outputId: string }) => one.outputId === id && one.state === "PENDING",
      );
      // It may arrive meanwhile, which is said.
      const path = `/alerts/${alert}/deliveries/${waiting?.id}/retry`;
      if (waiting) expect([200, 409]).toContain((await call("POST", path)).status);
      expect((await call("POST", `/alerts/${alert}/deliveries`, { destinationIds: [id] })).status).toBe(200);
      expect((await call("POST", `/destinations/${id}/retry-failed`, { since })).status).toBe(200);
    }
  };
  await Promise.all([deliveries(), deliveries(), changes(), retries()]);

  receiver.answerWith(200);
  await call("PUT", `/destinations/${id}`, body("one", "last"));
  await deliverDue(id, { onOutcome: reportDeliveryOutcome });
  const { rows } = await pool.query(
    "SELECT state, count(*) AS count FROM deliveries WHERE destination_id = $1 GROUP BY state",
    [id],
  );
  // One when it opened, and one by hand, for each of them.
  expect(rows).toEqual([{ state: "DELIVERED", count: 2 * alerts.length }]);
  await receiver.close();
});
