import "server-only";
import { z } from "zod";
import { defineOperation, type Operation } from "#lib/api/define-operation.ts";
import { markSeen } from "./commands.ts";
import { readBell } from "./queries.ts";

export const notificationOperations: readonly Operation[] = [
  defineOperation({
    id: "notification#list",
    method: "GET",
    path: "/notifications",
    summary: "What happened since the last look, newest first, grouped by alert",
    permission: "AlertRead",
    status: 200,
    run: ({ actor }) => readBell(actor, new Date()),
  }),
  defineOperation({
    id: "notification#seen",
    method: "POST",
    path: "/notifications/seen",
    summary: "Mark what happened up to a time as seen",
    permission: "AlertRead",
    status: 204,
    body: z.object({ upTo: z.iso.datetime({ offset: true }).optional() }),
    run: ({ actor, body }) => {
      const now = new Date();
      const upTo = body.upTo === undefined ? now : new Date(body.upTo);
      return markSeen(actor, upTo < now ? upTo : now);
    },
  }),
];
