import { canonicalJson } from "./canonical-json.ts";
import type { Engine } from "./engine.ts";
import { complaintsAbout, functionConfig } from "./function-config.ts";
import { namedUuid } from "./ids.ts";

export type RegistrationAnswer = { status: number; body: Record<string, unknown>; isModified: boolean };

/** `POST /fn/register`: the app's list of functions takes the place of the one before. */
export async function register(
  engine: Engine,
  body: unknown,
  expectedKind: string | undefined,
): Promise<RegistrationAnswer> {
  if (expectedKind !== undefined && expectedKind !== engine.kind) {
    return refusal(`Expected server kind ${engine.kind}, got ${expectedKind}`);
  }
  const { appName, functions } = (body ?? {}) as { appName?: unknown; functions?: unknown };
  if (typeof appName !== "string" || appName === "" || !Array.isArray(functions)) {
    return refusal("a registration needs appName and functions");
  }
  const complaints = complaintsAbout(functions);
  if (complaints.length > 0) {
    for (const complaint of complaints) engine.log(`registration of ${appName} refused: ${complaint}`);
    return refusal(complaints.join("; "));
  }
  const isModified = await engine.registry.replace(
    appName,
    functions.map((raw) => functionConfig.parse(raw)),
  );
  return {
    status: 200,
    isModified,
    body: { ok: true, modified: isModified, sync_id: crypto.randomUUID(), app_id: namedUuid(`app:${appName}`) },
  };
}

function refusal(error: string): RegistrationAnswer {
  return { status: 400, isModified: false, body: { error } };
}

/**
 * Asks the app to register, again and again: until it answers, and after that to see a restart or a new list. Stops
 * when the signal says so.
 */
export async function askToRegister(engine: Engine, url: string, everyMs: number, signal: AbortSignal): Promise<void> {
  const body = canonicalJson({ url });
  let lastProblem: string | undefined;
  while (!signal.aborted) {
    const response = await engine.app.send("PUT", url, body, {}, signal);
    if (signal.aborted) return;
    const problem = problemOf(response);
    if (problem !== undefined && problem !== lastProblem) engine.log(`the app does not register: ${problem}`);
    lastProblem = problem;
    if (response.kind === "answered") await delay(everyMs, signal);
    else await Promise.race([engine.app.whenUp(url), delay(everyMs, signal)]);
  }
}

function problemOf(response: Awaited<ReturnType<Engine["app"]["send"]>>): string | undefined {
  if (response.kind !== "answered") return response.reason;
  try {
    // The SDK answers 200 even when the server refused the registration; only the message tells.
    const { message } = JSON.parse(response.body) as { message?: unknown };
    return message === "Successfully registered" ? undefined : String(message ?? `status ${response.status}`);
  } catch {
    return `status ${response.status}`;
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
