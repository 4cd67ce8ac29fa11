import "server-only";
import { z } from "zod";
import { defineOperation, noContent, type OperationContext } from "#lib/api/define-operation.ts";
import { pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { withSourceId } from "#lib/log-source-kinds/source-id.ts";
import { logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { systemErrorKindOf } from "#lib/system-errors/registry.ts";
import { removeAlarm, setAlarm, setAlarms } from "./commands.ts";
import { backTestAlarm, getAlarm, listAlarms, proposeAlarm, readAlarm } from "./queries.ts";
import {
  alarmKeyShape,
  alarmProposalShape,
  alarmShape,
  alarmVersion,
  backTestAnswerShape,
  backTestShape,
  bulkAlarmResultShape,
  bulkAlarmShape,
  panthersAlarmShape,
  proposalShape,
  sourceAlarmShape,
  sourceAlarmsShape,
} from "./schema.ts";
import { type DropOffRuleOf, dropOffRuleOf } from "./support.ts";
import { alarmStates } from "./terms.ts";
import { databaseNow } from "./uptime.ts";

/** The one type of the public API; the others are raised without being set. */
const publicType = logDropOff.kind;
const plain = { signal: "no-data", logType: "" } as const;

function requirePublicType(type: string): void {
  if (type === publicType) return;
  if (systemErrorKindOf(type)) {
    throw new AppError("invalid", `${type} is raised by itself and cannot be set; only ${publicType} can`);
  }
  throw new AppError("not-found", `There is no alarm type ${type.slice(0, 64)}; there is ${publicType}`);
}

const withSourceAndType = z.object({ sourceId: z.string(), type: z.string() });

const publicAlarmShape = z.object({
  type: z.literal(publicType),
  minutesThreshold: z.int(),
  state: z.enum(alarmStates).optional(),
});

/** Alarms go by the clock that all replicas share. */
async function byDatabase(context: OperationContext): Promise<OperationContext> {
  return { ...context, now: await databaseNow(pool) };
}

/** The operations with the rules of some kinds of sources; tests bring kinds of their own. */
export function dropOffOperationsFor(rules: DropOffRuleOf) {
  return [
    defineOperation({
      id: "log-source-alarm.get",
      method: "GET",
      path: "/log-source-alarms/{sourceId}/{type}",
      summary: "Read the drop-off alarm of a log source",
      permission: "LogSourceRead",
      status: 200,
      params: withSourceAndType,
      response: publicAlarmShape,
      errors: ["not-found"],
      run: async ({ params }, { actor }) => {
        requirePublicType(params.type);
        const { minutesThreshold, state } = await getAlarm(actor, params.sourceId, plain);
        return { type: publicType, minutesThreshold, state };
      },
    }),
    defineOperation({
      id: "log-source-alarm.replace",
      method: "PUT",
      path: "/log-source-alarms/{sourceId}/{type}",
      summary: "Set the drop-off alarm of a log source: alert when no event is processed for so many minutes",
      permission: "LogSourceModify",
      status: 200,
      params: withSourceAndType,
      body: panthersAlarmShape,
      response: publicAlarmShape,
      errors: ["not-found", "conflict"],
      run: async ({ params, body: { minutesThreshold } }, context) => {
        requirePublicType(params.type);
        const settings = { ...plain, minutesThreshold };
        await setAlarm(await byDatabase(context), params.sourceId, settings, rules);
        return { type: publicType, minutesThreshold };
      },
    }),
    defineOperation({
      id: "log-source-alarm.delete",
      method: "DELETE",
      path: "/log-source-alarms/{sourceId}/{type}",
      summary: "Remove the drop-off alarm of a log source",
      permission: "LogSourceModify",
      status: 204,
      params: withSourceAndType,
      response: noContent,
      errors: ["not-found"],
      run: async ({ params }, context) => {
        requirePublicType(params.type);
        await removeAlarm(await byDatabase(context), params.sourceId, plain);
      },
    }),
    defineOperation({
      id: "log-source-alarm.set-many",
      method: "POST",
      path: "/log-source-alarms/bulk",
      summary: "Set or remove the drop-off alarm of many log sources",
      permission: "LogSourceModify",
      status: 200,
      body: bulkAlarmShape,
      response: bulkAlarmResultShape,
      run: async ({ body }, context) =>
        setAlarms(await byDatabase(context), body.sourceIds, body.minutesThreshold, rules),
    }),
    defineOperation({
      id: "drop-off-alarm.list",
      method: "GET",
      path: "/log-sources/{id}/alarms",
      summary: "List the alarms of a log source, and who would be told",
      permission: "LogSourceRead",
      status: 200,
      params: withSourceId,
      response: sourceAlarmsShape,
      errors: ["not-found"],
      run: ({ params }, { actor }) => listAlarms(actor, params.id, rules),
    }),
    defineOperation({
      id: "drop-off-alarm.replace",
      method: "PUT",
      path: "/log-sources/{id}/alarms",
      summary: "Set one alarm of a log source, with calendar, snooze, log type and signal",
      permission: "LogSourceModify",
      status: 200,
      params: withSourceId,
      body: alarmShape,
      response: sourceAlarmShape,
      version: alarmVersion,
      errors: ["not-found", "conflict"],
      run: async ({ params, body }, context) => {
        await setAlarm(await byDatabase(context), params.id, body, rules);
        return readAlarm(params.id, body);
      },
    }),
    defineOperation({
      id: "drop-off-alarm.delete",
      method: "DELETE",
      path: "/log-sources/{id}/alarms",
      summary: "Remove one alarm of a log source",
      permission: "LogSourceModify",
      status: 204,
      params: withSourceId,
      query: alarmKeyShape,
      response: noContent,
      removesVersion: true,
      errors: ["not-found"],
      run: async ({ params, query }, context) => {
        await removeAlarm(await byDatabase(context), params.id, query);
      },
    }),
    defineOperation({
      id: "drop-off-alarm.back-test",
      method: "POST",
      path: "/log-sources/{id}/alarms/backtest",
      summary: "Say what an alarm would have done in the last 30 days",
      permission: "LogSourceRead",
      status: 200,
      params: withSourceId,
      body: backTestShape,
      response: backTestAnswerShape,
      errors: ["not-found"],
      run: async ({ params, body }, { actor }) =>
        backTestAlarm(actor, params.id, body, body.timeZone, await databaseNow(pool), rules),
    }),
    defineOperation({
      id: "drop-off-alarm-proposal.get",
      method: "GET",
      path: "/log-sources/{id}/alarms/proposal",
      summary: "Learn a window from the cadence of a log source",
      permission: "LogSourceRead",
      status: 200,
      params: withSourceId,
      query: proposalShape,
      response: alarmProposalShape,
      errors: ["not-found"],
      run: async ({ params, query }, { actor }) =>
        proposeAlarm(actor, params.id, query.logType, query.timeZone, await databaseNow(pool), rules),
    }),
  ] as const;
}

/** The operations on drop-off alarms: first the public contract's three, then our own. */
export const dropOffOperations = dropOffOperationsFor(dropOffRuleOf);
