import { setTimeout as sleep } from "node:timers/promises";
import { StartupError } from "./progress.ts";

const TIMEOUT_MS = 120_000;
/** How long a start waits for a job server of the operator's own before it says that it is away, and goes on. */
const JOB_SERVER_PATIENCE_MS = 15_000;

interface Patience {
  /** Where the logs are, for the refusal. */
  logsDir: string;
  /** Whether the product may go on without its job server: what is stored meanwhile is found by the sweeps. */
  isJobServerOptional: boolean;
  timeoutMs?: number;
  jobServerPatienceMs?: number;
}

/**
 * Resolves when `GET /api/health` says that everything is ready; with what is wrong with the job server when only that is not, and the
 * start need not wait for it.
 * @throws {StartupError} with what it said last
 */
export async function untilHealthy(
  url: string,
  signal: AbortSignal,
  { logsDir, isJobServerOptional, timeoutMs = TIMEOUT_MS, jobServerPatienceMs = JOB_SERVER_PATIENCE_MS }: Patience,
): Promise<{ jobServerProblem?: string }> {
  let last = "the console did not answer";
  let onlyJobsMissingSince: number | undefined;
  for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(100)) {
    signal.throwIfAborted();
    const health = await readHealth(url);
    if (health === undefined) continue;
    if (health.isReady) return {};
    last = health.text;
    const [problem, ...others] = health.causes;
    if (problem?.part !== "inngest" || others.length > 0) onlyJobsMissingSince = undefined;
    else onlyJobsMissingSince ??= Date.now();
    const isPatienceOver = onlyJobsMissingSince && Date.now() - onlyJobsMissingSince > jobServerPatienceMs;
    if (isJobServerOptional && problem && isPatienceOver) return { jobServerProblem: problem.message };
  }
  throw new StartupError(
    `not everything became ready within ${timeoutMs / 1000} s: ${last}`,
    `The logs are in ${logsDir}.`,
  );
}

/** Undefined while nothing listens. */
async function readHealth(url: string) {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
    const text = (await response.text()).slice(0, 1_000);
    const { causes = [] } = JSON.parse(text) as { causes?: { part: string; message: string }[] };
    return { isReady: response.status === 200, causes, text };
  } catch {
    return undefined;
  }
}
