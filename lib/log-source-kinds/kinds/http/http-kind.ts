import "server-only";
import { publicUrl } from "#lib/env.ts";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { defineLogSourceKind } from "#lib/log-source-kinds/define-log-source-kind.ts";
import type { LogStreamType } from "#lib/log-source-kinds/terms.ts";
import { httpDropOffChecks } from "./drop-off-checks.ts";
import { httpConfigShape, httpSourceAnswer, httpSourceShape, httpSourceWithSecret } from "./schema.ts";
import { httpSourceKind } from "./terms.ts";

const ingestUrl = (sourceId: string) => `${publicUrl()}/api/ingest/http/${sourceId}`;

/** Logs that senders POST to /api/ingest/http/ID. */
export const httpKind = defineLogSourceKind({
  ...httpSourceKind,
  body: httpSourceShape,
  answer: httpSourceAnswer,
  answerWithSecret: httpSourceWithSecret,
  config: httpConfigShape,
  columns: (values) => ({
    label: values.integrationLabel,
    logTypes: values.logTypes,
    logStreamType: values.logStreamType,
    logStreamTypeOptions: values.logStreamTypeOptions,
    config: httpConfigShape.parse(values),
  }),
  toAnswer: (source) => ({
    integrationId: source.id,
    integrationLabel: source.label,
    logStreamType: source.logStreamType as LogStreamType,
    logTypes: source.logTypes,
    ...(source.logStreamTypeOptions ? { logStreamTypeOptions: source.logStreamTypeOptions } : {}),
    ...httpConfigShape.parse(source.config),
    authSecretValue: "" as const,
    authPassword: "" as const,
    authBearerToken: "" as const,
    ingestUrl: ingestUrl(source.id),
  }),
  secretPath: (config) => authMethod(config.authMethod).secret?.path ?? null,
  keepsSecret: (before, after) => before.authMethod === after.authMethod,
  proof: ({ authMethod: method, ...settings }) => ({ method, settings }),
  ingestUrl,
  dropOff: { isSupported: true, checks: httpDropOffChecks },
});
