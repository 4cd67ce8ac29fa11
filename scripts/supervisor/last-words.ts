/** Why a process ended, from what it printed: its own words of that end, or none. A line that merely came last is no reason. */

export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** "ended with SIGKILL", or "ended with code 1: no space left on device". */
export function describeEnd({ code, signal }: End, reason: string | undefined): string {
  const end = `ended with ${signal ?? `code ${code}`}`;
  return reason ? `${end}: ${reason}` : end;
}

/** How much of a process's output its reason may stand in. */
export const wordsKept = 8_000;
const longest = 300;

/**
 * Of a Node process of ours. Killed by a signal it has said nothing, save that its memory was full; ended by itself, the reason is the
 * fatal line of its log, the error that nobody caught, or the sentence on standard error that it ended with.
 * @param output what it printed since it started, newest last
 */
export function reasonOfNode(output: string, { code, signal }: End): string | undefined {
  const lines = output.split("\n").map((line) => line.trimEnd());
  const outOfMemory = lines.findLast((line) => line.startsWith("FATAL ERROR: "));
  if (outOfMemory) return outOfMemory.slice("FATAL ERROR: ".length, longest);
  if (signal !== null || code === 0) return undefined;
  const lastLogged = lines.findLastIndex(isLogged);
  const printed = lines.slice(lastLogged + 1);
  const uncaught = printed.findLast((line) => /^(Uncaught )?\w*Error(:| \[)/.test(line));
  if (uncaught) return uncaught.slice(0, longest);
  const sentence = printed.findLast((line) => line !== "" && !/^(Node\.js v\d|\s|[{}^])/.test(line));
  if (sentence) return sentence.slice(0, longest);
  return fatalMessage(lines[lastLogged]);
}

function isLogged(line: string): boolean {
  return line.startsWith('{"level":');
}

/** The words of a log line of the level that is written right before the end. */
function fatalMessage(line: string | undefined): string | undefined {
  try {
    const { level, msg, err } = JSON.parse(line ?? "");
    return level >= 60 ? [msg, err?.message].filter(Boolean).join(": ").slice(0, longest) : undefined;
  } catch {
    return undefined;
  }
}

const postgresLine = /^\S+ \S+ \S+ \[(\d+)\] ([A-Z]+): {2}(.*)$/;
const tellsAnEnd = /terminated by signal|exited with exit code|received \w+ shutdown request|could not|No space left/;

/**
 * Of PostgreSQL: since it was last ready, what its first process said of an end, and what kept it from becoming ready. What a client
 * was told (a failing query, a wrong password) is none.
 * @param output what it printed since it started, newest last
 */
export function reasonOfPostgres(output: string, pid: number): string | undefined {
  const all = output.split("\n");
  const lastReady = all.findLastIndex((line) => line.includes("database system is ready to accept connections"));
  const lines = all.slice(lastReady + 1);
  const isStarting = lastReady === -1;
  const said = lines.flatMap((line) => {
    const [, from, level = "", words = ""] = postgresLine.exec(line) ?? [];
    const isOwn = Number(from) === pid || (isStarting && !words.startsWith("the database system is"));
    return isOwn ? [{ level, words }] : [];
  });
  const worst =
    said.find(({ level }) => level === "PANIC" || level === "FATAL") ??
    said.find(({ level, words }) => level === "LOG" && tellsAnEnd.test(words));
  const bare = isStarting ? lines.find((line) => /^(postgres|initdb): /.test(line)) : undefined;
  return (worst?.words ?? bare?.replace(/^\w+: (error: |fatal: )?/i, ""))?.slice(0, longest);
}
