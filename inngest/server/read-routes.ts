import { canonicalJson } from "./canonical-json.ts";
import { type Engine, transact } from "./engine.ts";
import { apiError, parseJson, type Response, type Route } from "./http-server.ts";
import { namedUuid } from "./ids.ts";
import { cancelRun, settleWait } from "./runs.ts";

type RunRow = {
  id: string;
  function_id: string;
  event_ids: string[];
  status: string;
  cron: string | null;
  created_at: Date;
  ended_at: Date | null;
  output: string | null;
};

type EventRow = { internal_id: string; body: string; received_at: Date };

const environment = "00000000-0000-4000-b000-000000000000";
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const runColumns = "id, function_id, event_ids, status, cron, created_at, ended_at, output";

/** What the SDK and users ask of runs and events, and the few things they may do to them. */
export function readRoutes(engine: Engine): Route[] {
  return [
    {
      method: "GET",
      path: /^\/v0\/runs\/([^/]+)\/actions$/,
      handle: ({ params }) => runState(engine, params[0] ?? "", "steps"),
    },
    {
      method: "GET",
      path: /^\/v0\/runs\/([^/]+)\/batch$/,
      handle: ({ params }) => runState(engine, params[0] ?? "", "events"),
    },
    { method: "GET", path: /^\/v1\/events$/, handle: ({ query }) => listEvents(engine, query) },
    { method: "GET", path: /^\/v1\/events\/([^/]+)$/, handle: ({ params }) => readEvent(engine, params[0] ?? "") },
    {
      method: "GET",
      path: /^\/v1\/events\/([^/]+)\/runs$/,
      handle: ({ params }) => readEventRuns(engine, params[0] ?? ""),
    },
    { method: "GET", path: /^\/v1\/runs\/([^/]+)$/, handle: ({ params }) => readRun(engine, params[0] ?? "") },
    { method: "DELETE", path: /^\/v1\/runs\/([^/]+)$/, handle: ({ params }) => deleteRun(engine, params[0] ?? "") },
    { method: "POST", path: /^\/v1\/signals$/, handle: ({ body }) => sendSignal(engine, parseJson(body)) },
  ];
}

async function runState(engine: Engine, runId: string, part: "steps" | "events"): Promise<Response> {
  const { rows } = await engine.pool.query<{ event_ids: string[] }>(
    "select event_ids from inngest.runs where id = $1 and status = 'Running'",
    [runId],
  );
  const run = rows[0];
  if (!run) return apiError(410, `runtime state is no longer available for runID: ${runId}`, null);
  if (part === "events") {
    const events = await engine.pool.query<{ body: string }>(
      `select body from inngest.events where internal_id = any($1::text[])
       order by array_position($1::text[], internal_id)`,
      [run.event_ids],
    );
    return { status: 200, text: `[${events.rows.map(({ body }) => body).join(",")}]` };
  }
  const { rows: steps } = await engine.pool.query<{ member: string }>(
    `select to_json(id)::text || ':' || entry as member from inngest.steps where run_id = $1 order by id collate "C"`,
    [runId],
  );
  return { status: 200, text: `{${steps.map(({ member }) => member).join(",")}}` };
}

async function readEvent(engine: Engine, id: string): Promise<Response> {
  const { rows } = await engine.pool.query<EventRow>(
    "select internal_id, body, received_at from inngest.events where internal_id = $1",
    [id],
  );
  return rows[0] ? found(eventShape(rows[0]), 5_000) : apiError(404, "Event not found", null);
}

async function listEvents(engine: Engine, query: URLSearchParams): Promise<Response> {
  const limit = Math.min(Math.max(Math.trunc(Number(query.get("limit") ?? 10)) || 10, 1), 100);
  const { rows } = await engine.pool.query<EventRow>(
    `select internal_id, body, received_at from inngest.events
     where ($1::text is null or name = $1) and name not like 'inngest/%'
     order by received_at desc, internal_id desc limit $2`,
    [query.get("name"), limit],
  );
  return found(rows.map(eventShape));
}

function eventShape(row: EventRow) {
  const { id, name, data, ts, v, user } = JSON.parse(row.body);
  return {
    internal_id: row.internal_id,
    account_id: "00000000-0000-0000-0000-000000000000",
    environment_id: "00000000-0000-0000-0000-000000000000",
    source: "",
    source_id: null,
    received_at: row.received_at.toISOString(),
    id,
    name,
    data,
    ts,
    ...(v === undefined ? {} : { v }),
    ...(user === undefined || Object.keys(user).length === 0 ? {} : { user }),
  };
}

async function readEventRuns(engine: Engine, id: string): Promise<Response> {
  const { rows } = await engine.pool.query<RunRow>(
    `select ${runColumns} from inngest.runs where event_ids @> array[$1::text] order by id`,
    [id],
  );
  return found(rows.map(runShape), 0);
}

async function readRun(engine: Engine, id: string): Promise<Response> {
  // As the real server does it: the status of these answers is 200, and the body has the real one.
  if (!ulid.test(id)) return { ...apiError(400, `Invalid run ID: ${id}`, null), status: 200 };
  const { rows } = await engine.pool.query<RunRow>(`select ${runColumns} from inngest.runs where id = $1`, [id]);
  if (!rows[0]) return { ...apiError(500, `Unable to load function run: ${id}`, null), status: 200 };
  return found(runShape(rows[0]), 0);
}

function runShape(row: RunRow) {
  return {
    run_id: row.id,
    run_started_at: row.created_at.toISOString(),
    function_id: namedUuid(row.function_id),
    function_version: 0,
    environment_id: environment,
    event_id: row.event_ids[0] ?? "",
    ...(row.cron === null ? {} : { cron: row.cron }),
    status: row.status,
    ended_at: row.ended_at?.toISOString() ?? null,
    ...(row.status === "Running" ? {} : { output: row.output === null ? "" : JSON.parse(row.output) }),
  };
}

async function deleteRun(engine: Engine, id: string): Promise<Response> {
  await transact(engine, (tx) => cancelRun(engine, tx, id));
  return { status: 200, text: "" };
}

async function sendSignal(engine: Engine, body: unknown): Promise<Response> {
  const { signal, data } = (body ?? {}) as { signal?: unknown; data?: unknown };
  if (typeof signal !== "string" || signal === "") return apiError(400, "signal is required", null);
  const runId = await transact(engine, async (tx) => {
    const { rows } = await tx.client.query<{ run_id: string; step_id: string }>(
      "select run_id, step_id from inngest.waits where signal = $1",
      [signal],
    );
    const wait = rows[0];
    if (!wait) return undefined;
    const entry = canonicalJson({ data: { signal, data: data ?? null } });
    return (await settleWait(tx, wait.run_id, wait.step_id, entry)) ? wait.run_id : undefined;
  });
  return runId === undefined ? apiError(404, "No signal found", null) : found({ run_id: runId });
}

function found(data: unknown, cachedMs?: number): Response {
  const now = Date.now();
  const metadata: Record<string, string> = { fetched_at: new Date(now).toISOString() };
  if (cachedMs !== undefined) metadata.cached_until = new Date(now + cachedMs).toISOString();
  return { status: 200, json: { data, metadata } };
}
