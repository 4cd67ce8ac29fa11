/** A pid together with what tells its process from a later one that was given the same pid. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessIdentity {
  pid: number;
  /** When the process began, in the system's own words; compared, never read. */
  startedAt: string;
}

/** The process that has this pid now; undefined when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    if (process.platform === "linux") {
      // man 5 proc: the 22nd field is the start time; the second, in brackets, may hold spaces.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z") return undefined;
      const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return { pid, startedAt: `${bootId} ${rest[18]}` };
    }
    const startedAt = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return startedAt ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identify(pid)?.startedAt === startedAt;
}

/** Sends each signal in turn until the process is gone, giving it the time beside the signal. */
export async function endProcess(target: ProcessIdentity, signals: [NodeJS.Signals, number][]): Promise<void> {
  for (const [signal, graceMs] of signals) {
    if (!isRunning(target)) return;
    process.kill(target.pid, signal);
    for (const until = Date.now() + graceMs; Date.now() < until && isRunning(target); ) await sleep(50);
  }
}
