import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

/** Medians of two measurements that took turns, and of their ratio pair by pair. */
export type Comparison = {
  base: number;
  subject: number;
  ratio: number;
  ratioMin: number;
  ratioMax: number;
};

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** MB a second of processor time (all threads, so the collector counts): what others do on the machine shows least in it. */
function megabytesPerSecond(bytes: number, run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return bytes / (user + system);
}

/** Runs both in turns, in changing order, after a warm-up of each; higher is better. */
export function compare(bytes: number, base: () => void, subject: () => void, pairs = 9): Comparison {
  base();
  subject();
  base();
  subject();
  const bases: number[] = [];
  const subjects: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const subjectFirst = pair % 2 === 1;
    if (subjectFirst) subjects.push(megabytesPerSecond(bytes, subject));
    bases.push(megabytesPerSecond(bytes, base));
    if (!subjectFirst) subjects.push(megabytesPerSecond(bytes, subject));
  }
  const ratios = bases.map((value, index) => (subjects[index] as number) / value);
  return {
    base: median(bases),
    subject: median(subjects),
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
}

/** What a reader needs to know of the machine. */
export function machine(): Record<string, string | number> {
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/** One line of words and one of JSON for each result. */
export function report(name: string, comparison: Comparison, goal: string): void {
  const { base, subject, ratio, ratioMin, ratioMax } = comparison;
  const range = `${ratioMin.toFixed(2)} to ${ratioMax.toFixed(2)}`;
  console.log(
    `${name}: ${subject.toFixed(0)} MB/s beside ${base.toFixed(0)} MB/s, ratio ${ratio.toFixed(2)} (${range}); ${goal}`,
  );
  console.log(
    JSON.stringify({
      name,
      base,
      subject,
      ratio,
      ratioMin,
      ratioMax,
      ...machine(),
    }),
  );
}

/** Seconds of processor time that this process and the server's have used: says the same on a busy machine (Linux only). */
export function processorSeconds(serverPid: number): { node: number; postgres: number } {
  const { user, system } = process.cpuUsage();
  let ticks = 0;
  for (const pid of process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : []) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (Number(fields[1]) === serverPid || Number(pid) === serverPid)
        ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return { node: (user + system) / 1e6, postgres: ticks / 100 };
}
