import { nudgeBatches } from "#inngest/nudge.ts";
import { intakeLimits, receive } from "#lib/log-intake/receive.ts";

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** The intake where Next serves alone; `npm start` answers the same path ahead of Next. */
async function handle(request: Request, context: { params: Promise<{ sourceId: string }> }): Promise<Response> {
  const { sourceId } = await context.params;
  const given = await receive(
    {
      method: request.method,
      sourceId,
      header: (name) => request.headers.get(name) ?? undefined,
      body: request.body ?? nothing(),
      remoteAddress: request.headers.get("x-forwarded-for") ?? "an unknown address",
    },
    { onBatch: nudgeBatches, limits: intakeLimits() },
  );
  return new Response(given.body, { status: given.status, headers: given.headers });
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
