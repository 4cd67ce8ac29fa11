/** What came of asking the server: a proxy's own page is "unreachable" too. */
export type ReachAnswer = "reached" | "unreachable" | "signed-out";

/** Why what the page shows cannot be read again, and since when (milliseconds). */
export interface Lost {
  cause: Exclude<ReachAnswer, "reached">;
  since: number;
}

interface World {
  ask: () => Promise<ReachAnswer>;
  now: () => number;
  /** Between two tries while the server is lost. */
  retryMs: number;
}

/** An answer that is younger needs no question before the next reading. */
const freshMs = 1000;

/** Whether the server answers this page. It is asked again and again from the first failure to the next answer. */
export function makeReach({ ask, now, retryMs }: World) {
  let lost: Lost | null = null;
  let heardAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function become(next: Lost | null) {
    if (next?.cause === lost?.cause) return;
    lost = next;
    for (const tell of [...listeners]) tell();
  }

  async function askOnce(): Promise<boolean> {
    const since = now();
    clearTimeout(timer);
    const cause = await ask();
    asking = null;
    if (cause === "reached") {
      heardAt = now();
      become(null);
      return true;
    }
    timer = setTimeout(check, retryMs);
    become({ cause, since });
    return false;
  }

  /** Asks now, or joins a question that is under way. */
  function check(): Promise<boolean> {
    asking ??= askOnce();
    return asking;
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    lost: () => lost,
    /** Calls `listener` when the server is lost, found again, or lost for another cause. */
    subscribe,
    check,
    /** What the server answered to something else. */
    heard() {
      heardAt = now();
      if (lost) void check();
    },
    /** Asks unless the server has just answered. */
    isReached: () => (lost === null && now() - heardAt < freshMs ? Promise.resolve(true) : check()),
    /** Resolves with the next answer, however long it takes. */
    async untilReached(): Promise<void> {
      if (await check()) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const stop = subscribe(() => lost === null && resolve());
      await promise;
      stop();
    },
  };
}

export type Reach = ReturnType<typeof makeReach>;

/** An answer that takes longer makes one ask whether the server is there at all. */
const slowMs = 4000;

/**
 * Waits for a request. When it is slow, the server is asked whether it is there; a request that hung while it was away
 * is aborted as soon as it is back.
 */
export async function followed<T>(reach: Reach, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const leave = new AbortController();
  const slow = setTimeout(reach.check, slowMs);
  const stop = reach.subscribe(() => reach.lost() === null && leave.abort());
  try {
    return await request(leave.signal);
  } finally {
    clearTimeout(slow);
    stop();
  }
}

const askTimeoutMs = 4000;

async function askServer(): Promise<ReachAnswer> {
  try {
    const answer = await fetch("/api/alive", { cache: "no-store", signal: AbortSignal.timeout(askTimeoutMs) });
    const body: { isSignedIn?: unknown } | null = await answer.json();
    if (!answer.ok || typeof body?.isSignedIn !== "boolean") return "unreachable";
    return body.isSignedIn ? "reached" : "signed-out";
  } catch {
    return "unreachable";
  }
}

/** This page's. */
export const reach = makeReach({ ask: askServer, now: Date.now, retryMs: 2000 });
