/**
 * Deliveries a second to one healthy receiver, with many waiting, on a PostgreSQL of its own with the product's settings:
 * `npm run bench:deliver`. Beside it the same signed requests without any record, in the same run. The receiver checks each
 * signature and stands in this process. Prints words and one JSON line; fails when a limit is broken.
 */
import { randomBytes } from "node:crypto";
import { deliverDue } from "#lib/alerts/deliver.ts";
import { claimDeliveries, readTarget } from "#lib/alerts/delivery-claims.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { toStored } from "#lib/destinations/config.ts";
import { webhook } from "#lib/destinations/kinds/webhook.ts";
import { sendTo } from "#lib/destinations/send.ts";
import { createWorld } from "#lib/destinations/world.ts";
import { createOutbound } from "#lib/http.ts";
import { reportDeliveryOutcome } from "#lib/system-errors/delivery-outcome.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { machine, median } from "./measure.ts";
import { withPostgres } from "./with-postgres.ts";

const waiting = Number(process.env.WAITING || 50_000);
const rounds = 5;
const budgetMs = 4_000;
const concurrency = 16;
/** Of the rate without any record. */
const goal = 0.25;

await withPostgres(async () => {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const receiver = await startReceiver({ secret });
  const world = createWorld(createOutbound({ allow: "127.0.0.0/8" }));
  const destinationId = await insertDestination({ displayName: "pager" });
  const { shown, sealedSecrets } = toStored(webhook, { url: receiver.url, secret }, destinationId);
  await pool.query("UPDATE destinations SET config = $2, sealed_secrets = $3 WHERE id = $1", [
    destinationId,
    shown,
    sealedSecrets,
  ]);
  await pool.query(
    `WITH raised AS (
       INSERT INTO alerts (type, kind, subject, severity, title, description, facts, first_event_at, last_event_at)
       SELECT 'SYSTEM_ERROR', 'SOURCE_NO_DATA', n::text, 'CRITICAL', 'Source [source-' || n || '] has not processed any events in 1 hour',
              repeat('What is known of it. ', 10), json_build_object('sourceLabel', 'source-' || n), now(), now()
         FROM generate_series(1, $1) AS n RETURNING id)
     INSERT INTO deliveries (alert_id, destination_id, destination_name, reason) SELECT id, $2, 'pager', 'opened' FROM raised`,
    [waiting, destinationId],
  );
  await pool.query("VACUUM ANALYZE");

  const target = await readTarget(destinationId);
  const [sample] = await claimDeliveries(destinationId, 1, new Date(), 1);
  if (!target || !sample) throw new Error("nothing to deliver");
  /** The same requests at the same time, and nothing on record. */
  async function bare(): Promise<number> {
    const startedAt = performance.now();
    let sent = 0;
    const lane = async () => {
      while (performance.now() - startedAt < budgetMs / 2) {
        await sendTo(target as NonNullable<typeof target>, (sample as NonNullable<typeof sample>).message, {
          world,
          deliveryId: `msg_${sent}`,
          now: new Date(),
          reference: null,
          remember: async () => {},
        });
        sent += 1;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    return (sent / (performance.now() - startedAt)) * 1_000;
  }
  async function recorded(): Promise<number> {
    const startedAt = performance.now();
    const { delivered, failed } = await deliverDue(destinationId, {
      onOutcome: reportDeliveryOutcome,
      world,
      budgetMs,
    });
    if (failed > 0) throw new Error(`${failed} failed`);
    return (delivered / (performance.now() - startedAt)) * 1_000;
  }

  const pairs: { bare: number; recorded: number }[] = [];
  await bare();
  for (let round = 0; round < rounds; round += 1) {
    const before = receiver.received.length;
    const pair = { recorded: await recorded(), bare: await bare() };
    pairs.push(pair);
    if (receiver.received.slice(before).some(({ isSignatureValid }) => !isSignatureValid)) throw new Error("signature");
    receiver.received.length = 0;
  }
  const { rows } = await pool.query<{ state: string; count: number }>(
    "SELECT state, count(*) AS count FROM deliveries GROUP BY state ORDER BY state",
  );
  const ratios = pairs.map((pair) => pair.recorded / pair.bare);
  const ratio = median(ratios);
  const rate = median(pairs.map((pair) => pair.recorded));
  console.log(
    `deliveries: ${rate.toFixed(0)} a second with ${waiting.toLocaleString("en-US")} waiting, ${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}) of the requests alone; at least ${goal}`,
  );
  console.log(JSON.stringify({ name: "deliveries", rate, ratio, waiting, states: rows, ...machine() }));
  if (ratio < goal) process.exitCode = 1;
  await receiver.close();
  await closeConnections();
});
