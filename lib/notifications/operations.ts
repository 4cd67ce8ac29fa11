import "server-only";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { markSeen } from "./commands.ts";
import { readBell } from "./queries.ts";
import { bellShape, seenBodyShape } from "./schema.ts";

/** The operations on the bell. */
export const notificationOperations = [
  defineOperation({
    id: "bell.get",
    method: "GET",
    path: "/notifications",
    summary: "Read what happened since the last look, newest first, grouped by alert",
    permission: "AlertRead",
    status: 200,
    response: bellShape,
    run: (_, { actor, now }) => readBell(actor, now),
  }),
  defineOperation({
    id: "bell.mark-seen",
    method: "POST",
    path: "/notifications/seen",
    summary: "Mark what happened up to a time as seen",
    permission: "AlertRead",
    status: 204,
    body: seenBodyShape,
    response: noContent,
    run: ({ body }, context) => markSeen(context, body.upTo === undefined ? undefined : new Date(body.upTo)),
  }),
] as const;
