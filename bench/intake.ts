/**
 * Log intake, from the request to the commit, beside a bare Node server that reads the same bodies and keeps nothing: single events and
 * bodies of 64 KiB, 32 senders at once, in turns. The intake runs in a process of its own, on a PostgreSQL of its own; the senders'
 * processor time is part of both. Run with: npm run bench:intake
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { createInterface } from "node:readline";
import pg from "pg";
import { machine, median } from "./measure.ts";
import { body, gitHubLine, seededRandom } from "./sample-logs.ts";
import { withPostgres } from "./with-postgres.ts";

const senders = 32;
const rounds = 5;
const secondsARound = 3;

const bare = `
const server = require("node:http").createServer(async (request, response) => {
  let lines = 0;
  for await (const chunk of request) for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  response.end(JSON.stringify({ lines }));
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume();
`;

async function start(args: string[], env: Record<string, string>): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } });
  if (!child.stdout) throw new Error("no output");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, port: (JSON.parse(line) as { port: number }).port };
}

const agent = new http.Agent({ keepAlive: true, maxSockets: senders });

function post(port: number, path: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { agent, port, path, method: "POST", headers: { "content-length": bytes.length } },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`The answer was ${response.statusCode}`));
        response.resume().on("end", resolve);
      },
    );
    request.on("error", reject).end(bytes);
  });
}

/** Requests a second, and milliseconds of the slowest hundredth. */
async function load(port: number, path: string, bytes: Buffer): Promise<{ rate: number; p99: number }> {
  const until = performance.now() + secondsARound * 1000;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (performance.now() < until) {
        const from = performance.now();
        await post(port, path, bytes);
        times.push(performance.now() - from);
      }
    }),
  );
  times.sort((a, b) => a - b);
  return { rate: times.length / secondsARound, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN };
}

await withPostgres(async ({ url }) => {
  const database = new pg.Pool({ connectionString: url, max: 1 });
  const sourceId = randomUUID();
  const config = { authMethod: "None", authHeaderKey: "", authHmacAlg: "", authUsername: "" };
  await database.query(
    "INSERT INTO log_sources (id, kind, label, log_types, log_stream_type, config) VALUES ($1, 'http-ingest', 'bench', '{}', 'Auto', $2)",
    [sourceId, config],
  );

  const intake = await start(
    ["--conditions=react-server", "--disable-warning=ExperimentalWarning", "lib/testing/intake-process.ts"],
    { NODE_ENV: "production" },
  );
  const base = await start(["-e", bare], {});
  try {
    const path = `/api/ingest/http/${sourceId}`;
    const cases: [string, Buffer][] = [
      ["single events", Buffer.from(`${gitHubLine(seededRandom(7))}\n`)],
      ["64 KiB bodies", body(gitHubLine, 64 * 1024, 0)],
    ];
    for (const [name, bytes] of cases) {
      await load(intake.port, path, bytes);
      const measured: { base: number; subject: number; p99: number }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const beside = await load(base.port, path, bytes);
        const { rate, p99 } = await load(intake.port, path, bytes);
        measured.push({ base: beside.rate, subject: rate, p99 });
      }
      const of = (pick: (given: (typeof measured)[number]) => number) => median(measured.map(pick));
      const subject = of((given) => given.subject);
      const result = {
        name: `intake, ${name}`,
        requestsASecond: Math.round(subject),
        megabytesASecond: Number(((subject * bytes.length) / 1e6).toFixed(1)),
        bareRequestsASecond: Math.round(of((given) => given.base)),
        ratio: Number(of((given) => given.subject / given.base).toFixed(3)),
        p99Ms: Number(of((given) => given.p99).toFixed(1)),
      };
      console.log(
        `${result.name} (${bytes.length} bytes): ${result.requestsASecond}/s stored beside ${result.bareRequestsASecond}/s read, ratio ${result.ratio}, p99 ${result.p99Ms} ms`,
      );
      console.log(JSON.stringify({ ...result, ...machine() }));
    }
  } finally {
    agent.destroy();
    intake.child.kill();
    base.child.kill();
    await database.end();
  }
});
