import "server-only";
import { logger } from "#lib/logger.ts";
import { readRegistered } from "./job-server.ts";

const timeoutMs = 10_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** How often a server is asked whether it still has the jobs: one that keeps them in memory loses them when it restarts. */
const lookEveryMs = 60_000;

/**
 * Registers this build's jobs with a job server of the operator's own, as often as it takes, and again when that has lost them all.
 * Jobs that another build has registered meanwhile are left alone: of replicas of two versions the last one started decides.
 * @param url where this process serves `/api/inngest` to itself; the address that is registered is INNGEST_SERVE_ORIGIN.
 */
export async function keepRegistered(url: string, signal: AbortSignal): Promise<void> {
  let lastProblem: string | undefined;
  let delayMs = firstDelayMs;
  let isRegistered = false;
  while (!signal.aborted) {
    const problem: string | undefined = isRegistered ? undefined : await register(url);
    if (problem !== undefined && problem !== lastProblem)
      logger.warn(`the jobs are not registered: ${problem}; trying again`);
    if (problem === undefined && !isRegistered) logger.info("the jobs are registered with the Inngest server");
    lastProblem = problem;
    isRegistered = problem === undefined;
    delayMs = isRegistered ? lookEveryMs : Math.min(delayMs * 2, longestDelayMs);
    await delay(delayMs, signal);
    if (isRegistered && (await hasLostAll())) {
      isRegistered = false;
      delayMs = firstDelayMs;
    }
  }
}

async function register(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/api/inngest`, { method: "PUT", signal: AbortSignal.timeout(timeoutMs) });
    const { message } = (await response.json()) as { message?: string };
    // The SDK answers 200 even when the server refused the registration; only the message tells.
    return message === "Successfully registered" ? undefined : (message ?? `status ${response.status}`);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function hasLostAll(): Promise<boolean> {
  return readRegistered().then(
    (registered) => registered?.length === 0,
    () => false,
  );
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
