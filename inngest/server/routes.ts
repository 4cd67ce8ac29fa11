import { appRoutes } from "./app-routes.ts";
import { saveCheckpoint } from "./checkpoints.ts";
import { dispatchTo } from "./dispatch.ts";
import { type Engine, transact } from "./engine.ts";
import { eventIds, InvalidEvent, internalEvent, maxEventBytes, parseEvent, type StoredEvent } from "./events.ts";
import { apiError, parseJson, type Request, type Response, type Route } from "./http-server.ts";
import type { Ingestion } from "./ingestion.ts";
import { readRoutes } from "./read-routes.ts";
import { register } from "./registration.ts";
import type { Schedules } from "./schedules.ts";
import { isAuthorized, isSameText } from "./signing.ts";

const maxEvents = 5_000;

/** All paths of the server. Those that change or tell anything ask for the signing key when there is one. */
export function routes(engine: Engine, ingestion: Ingestion, schedules: Schedules): Route[] {
  return [
    { method: "GET", path: /^\/health$/, handle: () => ({ status: 200, json: { status: 200, message: "OK" } }) },
    { method: "GET", path: /^\/e\/?$/, handle: () => ({ status: 200 }) },
    { method: "POST", path: /^\/e\/([^/]+)$/, handle: (request) => acceptEvents(engine, ingestion, request) },
    {
      method: "POST",
      path: /^\/fn\/register$/,
      handle: authorized(engine, async (request) => {
        const body = parseJson(request.body);
        const answer = await register(engine, body, header(request, "x-inngest-expected-server-kind"));
        if (answer.isModified) await schedules.restart();
        return { status: answer.status, json: answer.body };
      }),
    },
    {
      method: "POST",
      path: /^\/v1\/checkpoint\/([^/]+)\/async$/,
      handle: authorized(engine, async (request) => {
        const runId = request.params[0] ?? "";
        const body = parseJson(request.body);
        if (typeof body !== "object" || body === null) return apiError(400, "invalid request body", null);
        const { status, error } = await saveCheckpoint(engine, runId, body);
        return error === undefined ? { status, text: "" } : apiError(status, error, { run_id: runId });
      }),
    },
    { method: "POST", path: /^\/invoke\/([^/]+)$/, handle: authorized(engine, (request) => invoke(engine, request)) },
    ...[...readRoutes(engine), ...appRoutes(engine)].map((route) => ({
      ...route,
      handle: authorized(engine, route.handle),
    })),
  ];
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function authorized(engine: Engine, handle: Route["handle"]): Route["handle"] {
  return (request) => {
    const { signingKey } = engine.options;
    if (signingKey && !isAuthorized(signingKey, header(request, "authorization"))) {
      return { status: 401, text: "Authentication failed\n" };
    }
    return handle(request);
  };
}

/** `POST /invoke/FUNCTION`: starts one function, whatever its triggers. */
async function invoke(engine: Engine, request: Request): Promise<Response> {
  const fn = engine.registry.get(request.params[0] ?? "");
  const body = request.body.trim() === "" ? {} : parseJson(request.body);
  const { data } = (body ?? {}) as { data?: Record<string, unknown> };
  const event = internalEvent("inngest/function.invoked", { ...data, _inngest: { fn_id: fn?.id ?? "" } });
  if (fn && !fn.isArchived) await transact(engine, (tx) => dispatchTo(engine, tx, fn, event, {}));
  return { status: 200, json: { id: event.internalId, status: 200 } };
}

/** `POST /e/KEY`: one event or a list. Those before one that is not valid are taken. */
async function acceptEvents(engine: Engine, ingestion: Ingestion, request: Request): Promise<Response> {
  const { eventKey, signingKey } = engine.options;
  if (signingKey && !isSameText(request.params[0] ?? "", eventKey ?? "")) {
    return { status: 401, json: { status: 401, message: "", error: "Event key not found" } };
  }
  if (request.body.trim() === "") return eventAnswer([""]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(request.body);
  } catch (error) {
    return eventAnswer([""], (error as Error).message);
  }
  const list = Array.isArray(parsed) ? parsed : [parsed];
  if (list.length === 0) return eventAnswer([""]);
  if (list.length > maxEvents) return eventAnswer([""], `a request may have ${maxEvents} events, not ${list.length}`);
  const { stored, problem } = readEvents(list, eventIds(header(request, "x-inngest-event-id-seed")));
  await ingestion.accept(stored);
  const ids = stored.map(({ internalId }) => internalId);
  return eventAnswer(ids.length > 0 ? ids : [""], problem);
}

/** The events up to the first that is not valid, and what is wrong with that. */
function readEvents(list: unknown[], idOf: (index: number) => string): { stored: StoredEvent[]; problem?: string } {
  const now = Date.now();
  const stored: StoredEvent[] = [];
  for (const [index, raw] of list.entries()) {
    try {
      const event = parseEvent(raw, idOf(index), now);
      if (event.body.length > maxEventBytes / 4) checkSize(event.body);
      stored.push(event);
    } catch (error) {
      if (!(error instanceof InvalidEvent)) throw error;
      return { stored, problem: error.message };
    }
  }
  return { stored };
}

function checkSize(body: string): void {
  const size = Buffer.byteLength(body);
  if (size > maxEventBytes) {
    throw new InvalidEvent(`Event is over the max size: Max ${maxEventBytes} bytes / Size ${size} bytes`);
  }
}

function eventAnswer(ids: string[], error?: string): Response {
  const status = error === undefined ? 200 : 400;
  const headers = { "content-type": "text/plain; charset=utf-8" };
  return { status, json: { ids, status, ...(error === undefined ? {} : { error }) }, headers };
}
