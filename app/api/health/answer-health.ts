import { type Part, timeoutMs } from "./parts.ts";

/** 200 when each of these parts is ready, 503 with the causes while one is not. */
export async function answerHealth(parts: readonly Part[]): Promise<Response> {
  const causes = await Promise.all(
    parts.map(async ({ part, check }) => {
      try {
        await within(timeoutMs, check());
        return [];
      } catch (error) {
        return [{ part, message: error instanceof Error ? error.message : String(error) }];
      }
    }),
  );
  const all = causes.flat();
  return Response.json(all.length === 0 ? { status: "ready" } : { status: "not ready", causes: all }, {
    status: all.length === 0 ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${ms / 1000} s`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
