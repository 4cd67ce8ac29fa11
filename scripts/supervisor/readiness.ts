import { setTimeout as sleep } from "node:timers/promises";
import { StartupError } from "./progress.ts";

const TIMEOUT_MS = 120_000;

/**
 * Resolves when `GET /api/health` says that everything is ready.
 * @throws {StartupError} with what it said last
 */
export async function untilHealthy(url: string, signal: AbortSignal): Promise<void> {
  let last = "the console did not answer";
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; await sleep(100)) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
      if (response.status === 200) return;
      last = (await response.text()).slice(0, 300);
    } catch {
      // Not listening yet.
    }
  }
  throw new StartupError(
    `not everything became ready within ${TIMEOUT_MS / 1000} s: ${last}`,
    "The logs are in .telltale/logs.",
  );
}
