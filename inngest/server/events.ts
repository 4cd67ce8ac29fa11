import { canonicalJson } from "./canonical-json.ts";
import { encodeUlid, newUlid } from "./ids.ts";

export type EventObject = {
  id: string;
  name: string;
  data: Record<string, unknown>;
  ts: number;
  user: unknown;
  v?: string;
};

/** An event as the server keeps it: `internalId` is the id that was acknowledged. */
export type StoredEvent = {
  internalId: string;
  /** The sender gave an id of its own, under which the event starts each function once a day. */
  hasOwnId: boolean;
  event: EventObject;
  body: string;
};

export const maxEventBytes = 3_145_728;
const earliestTs = Date.UTC(1980, 0, 1);
const latestTs = Date.UTC(2100, 0, 1);

/** What is wrong with an event, in the words of the real server. */
export class InvalidEvent extends Error {}

/** Reads one event as it was sent. Throws InvalidEvent. */
export function parseEvent(raw: unknown, internalId: string, now: number): StoredEvent {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new InvalidEvent(`json: cannot unmarshal ${goType(raw)} into Go value of type event.raw`);
  }
  const { id, name, data, ts, user, v } = raw as Record<string, unknown>;
  expectType("name", name, "string", "string");
  expectType("id", id, "string", "string");
  expectType("v", v, "string", "string");
  expectType("ts", ts, "number", "int64");
  if (data !== undefined && data !== null && (typeof data !== "object" || Array.isArray(data))) {
    throw new InvalidEvent(
      `json: cannot unmarshal ${goType(data)} into Go struct field raw.data of type map[string]interface {}`,
    );
  }
  const ownId = ((id as string | undefined | null) ?? "").replaceAll("\0", "");
  const eventName = readName((name as string | undefined | null) ?? "");
  const at = (ts as number | undefined | null) || now;
  if (at < earliestTs) throw new InvalidEvent("timestamp is before Jan 1, 1980");
  if (at > latestTs) throw new InvalidEvent("timestamp is after Jan 1, 2100");
  return storeEvent(internalId, ownId !== "", {
    id: ownId || internalId,
    name: eventName,
    data: (data as Record<string, unknown> | null | undefined) ?? {},
    ts: Math.trunc(at),
    user: user ?? {},
    ...(typeof v === "string" ? { v } : {}),
  });
}

function readName(name: string): string {
  if (name === "") throw new InvalidEvent("event name is empty");
  if (name.includes("\0")) throw new InvalidEvent("event name has a NUL character");
  if (/^inngest\//i.test(name)) throw new InvalidEvent(`event name is reserved for internal use: ${name}`);
  return name;
}

/** An event that the server itself sends. */
export function internalEvent(name: string, data: Record<string, unknown>, id?: string, ts = Date.now()): StoredEvent {
  const internalId = newUlid();
  return storeEvent(internalId, false, { id: id ?? internalId, name, data, ts, user: {} });
}

function storeEvent(internalId: string, hasOwnId: boolean, event: EventObject): StoredEvent {
  return { internalId, hasOwnId, event, body: canonicalJson(event) };
}

function expectType(field: string, value: unknown, type: "string" | "number", goName: string): void {
  if (value === undefined || value === null || typeof value === type) return;
  throw new InvalidEvent(`json: cannot unmarshal ${goType(value)} into Go struct field raw.${field} of type ${goName}`);
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

/** Ids for the events of one request. With a seed (`<ms>,<10 bytes in base64>`) the same request gets the same ids. */
export function eventIds(seed: string | undefined): (index: number) => string {
  const [ms, entropyText] = (seed ?? "").split(",");
  const entropy = Buffer.from(entropyText ?? "", "base64");
  const time = Number(ms);
  if (!seed || entropy.length !== 10 || !Number.isSafeInteger(time) || time <= 0 || time >= 2 ** 48)
    return () => newUlid();
  return (index) => {
    const bytes = Buffer.from(entropy);
    bytes.writeUInt32BE((bytes.readUInt32BE(6) + index + 1) >>> 0, 6);
    return encodeUlid(time, bytes);
  };
}
