import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { startProduct, until } from "#lib/testing/product.ts";
import { brokenOktaEvent, sampleEvents } from "#scripts/demo/sample-events.ts";
import { readRun } from "#scripts/supervisor/run-file.ts";

/** What a second machine would be given: the same database, Inngest server and keys. */
const sharedVariables = [
  "DATABASE_URL",
  "INNGEST_DEV",
  "INNGEST_BASE_URL",
  "INNGEST_EVENT_KEY",
  "INNGEST_SIGNING_KEY",
  "NEXTAUTH_SECRET",
  "TELLTALE_SECRET_KEY",
];

/** From `ps`, which shows it of one's own processes on Linux and macOS. */
function environmentOf(pid: number): Record<string, string> {
  const shown = execFileSync("ps", ["eww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return Object.fromEntries([...shown.matchAll(/(?:^| )([A-Z_]+)=(\S*)/g)].map(([, name, value]) => [name, value]));
}

test("two replicas on one database share the work and raise one alert", async () => {
  test.setTimeout(180_000);
  const first = await startProduct();
  const consolePid = readRun(first.dataDir)?.children.console?.pid;
  if (!consolePid) throw new Error("The first replica's console does not run");
  const given = environmentOf(consolePid);
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "telltale-replica-"));
  const second = await startProduct({
    dataDir,
    env: Object.fromEntries(sharedVariables.map((name) => [name, given[name] ?? ""])),
  });
  try {
    expect(Object.keys(readRun(dataDir)?.children ?? {})).toEqual(["console"]);
    const source = await first.call<{ integrationId: string }>("POST", "/log-sources/http", {
      integrationLabel: "shared",
      logStreamType: "Lines",
      logTypes: ["Okta.SystemLog"],
      authMethod: "None",
    });
    const replicas = [first, second];
    await Promise.all(
      Array.from({ length: 60 }, async (_, request) => {
        const lines = Array.from({ length: 20 }, (_, at) => {
          const make = at === 0 ? brokenOktaEvent : sampleEvents["Okta.SystemLog"];
          return JSON.stringify(make?.(new Date(), request * 20 + at));
        });
        const replica = replicas[request % 2];
        const answer = await fetch(`${replica?.url}/api/ingest/http/${source.integrationId}`, {
          method: "POST",
          body: lines.join("\n"),
        });
        expect(answer.status).toBe(200);
      }),
    );
    const database = new pg.Pool({ connectionString: given.DATABASE_URL, max: 1 });
    const counted = await until("every batch to be done", async () => {
      const found = await database.query(
        `SELECT sum(event_count)::int AS events, sum(failure_count)::int AS failures,
                count(*) FILTER (WHERE state = 'done')::int AS done FROM log_batches`,
      );
      return found.rows[0].done === 60 && found.rows[0];
    });
    const alerts = await database.query("SELECT event_count::int AS n FROM alerts");
    await database.end();
    expect(counted).toMatchObject({ events: 60 * 19, failures: 60 });
    expect(alerts.rows).toEqual([{ n: 60 }]);
    // What one replica wrote, the other shows.
    const seen = await second.call<{ results: { title: string }[] }>("GET", "/alerts?type=SYSTEM_ERROR");
    expect(seen.results.map(({ title }) => title)).toEqual([
      "Source [shared] received events that we were unable to classify in the last 24 hours",
    ]);
  } finally {
    await second.stop();
    await rm(dataDir, { recursive: true, force: true });
    await first.stop();
  }
});
