import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { env } from "#lib/env.ts";
import { inngest } from "./client.ts";
import { functions } from "./functions.ts";
import { differences } from "./registered-functions.ts";

const timeoutMs = 3_000;
const CLOUD = "https://api.inngest.com";
const CLOUD_EVENTS = "https://inn.gs";
const DEV_SERVER = "http://localhost:8288";
/** What the SDK sends where there is none; a dev server takes any. */
const NO_KEY = "NO_EVENT_KEY_SET";

const listed = z.array(z.object({ id: z.string(), config: z.unknown() }));

/** Where the server is, by the rules of the SDK's documentation ("Environment variables"). */
function address(cloud: string): string {
  const { INNGEST_BASE_URL: set, INNGEST_DEV: dev } = env();
  if (set) return set;
  if (dev && URL.canParse(dev)) return dev;
  return dev && !["0", "false"].includes(dev) ? DEV_SERVER : cloud;
}

/** As the SDK sends it: the key's bytes hashed, its prefix kept. */
function hashedSigningKey(key: string): string {
  const prefix = /^signkey-\w+-/.exec(key)?.[0] ?? "";
  const bytes = Buffer.from(key.slice(prefix.length), "hex");
  return prefix + createHash("sha256").update(bytes).digest("hex");
}

async function ask(path: string, base: string, init: RequestInit): Promise<Response> {
  return fetch(new URL(path, base), { ...init, signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
    throw new Error("The Inngest server does not answer");
  });
}

/**
 * The functions that the server has for this app.
 * @returns null where it cannot be asked: Inngest's cloud tells apps by environments that only its dashboard knows.
 * @throws Error with a sentence for the operator.
 */
export async function readRegistered(): Promise<z.infer<typeof listed> | null> {
  const { INNGEST_SIGNING_KEY: signingKey } = env();
  const base = address(CLOUD);
  const headers: HeadersInit = signingKey ? { authorization: `Bearer ${hashedSigningKey(signingKey)}` } : {};
  const response = await ask(`/v1/apps/${inngest.id}/functions`, base, { headers });
  if (response.status === 401) throw new Error("The Inngest server refuses INNGEST_SIGNING_KEY");
  if (base === CLOUD) return null;
  if (!response.ok) return [];
  return listed.parse((await response.json()) ?? []);
}

/** @throws Error with a sentence for the operator, when the server would not run this build's jobs as they are written. */
export async function requireRegistration(): Promise<void> {
  const registered = await readRegistered();
  if (registered === null) return;
  const { missing, changed } = differences(inngest.id, functions, registered);
  if (missing.length > 0) throw new Error(`${missing.length} functions are not registered with the Inngest server`);
  if (changed.length > 0) {
    throw new Error(
      `The Inngest server has ${changed.join(", ")} from another version of Telltale: start this one again, or sync it`,
    );
  }
}

/** Sends no event. @throws Error with a sentence for the operator, when the server takes none from us. */
export async function requireEventKey(): Promise<void> {
  const { INNGEST_EVENT_KEY: key = NO_KEY } = env();
  const response = await ask(`/e/${encodeURIComponent(key)}`, address(CLOUD_EVENTS), { method: "POST", body: "[]" });
  await response.arrayBuffer();
  if (response.status !== 401 && response.status !== 403) return;
  throw new Error(
    key === NO_KEY
      ? "The Inngest server asks for INNGEST_EVENT_KEY, which is not set: jobs start a minute late"
      : "The Inngest server refuses INNGEST_EVENT_KEY: jobs start a minute late",
  );
}
