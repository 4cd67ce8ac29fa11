import { noticeSenders } from "#inngest/nudge.ts";
import { alertOperations } from "#lib/alerts/operations.ts";
import { openApiOperation } from "#lib/api/openapi.ts";
import { sendNoticesWith } from "#lib/change.ts";
import { destinationOperations } from "#lib/destinations/operations.ts";
import { dropOffOperations } from "#lib/drop-off/operations.ts";
import { keptLinesOperations } from "#lib/kept-lines/operations.ts";
import { logSourceOperations } from "#lib/log-sources/operations.ts";
import { notificationOperations } from "#lib/notifications/operations.ts";
import { schemaChangeOperations } from "#lib/schema-changes/operations.ts";
import { schemaOperations } from "#lib/schemas/operations.ts";
import { systemErrorOperations } from "#lib/system-errors/operations.ts";

sendNoticesWith(noticeSenders);

const domainOperations = [
  ...schemaOperations,
  ...schemaChangeOperations,
  ...keptLinesOperations,
  ...logSourceOperations,
  ...dropOffOperations,
  ...destinationOperations,
  ...alertOperations,
  ...systemErrorOperations,
  ...notificationOperations,
] as const;

/** Every operation of the public REST API. */
export const operations = [...domainOperations, openApiOperation(domainOperations)] as const;
