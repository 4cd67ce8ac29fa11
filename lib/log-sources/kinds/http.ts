import { z } from "zod";
import { publicUrl } from "#lib/env.ts";
import { defineLogSourceKind } from "#lib/log-sources/define-log-source-kind.ts";
import { authMethods, defaultSecretHeader, httpSourceKind } from "#lib/log-sources/schema.ts";

/** Logs that senders POST to /api/ingest/http/ID. */
export const httpKind = defineLogSourceKind({
  kind: httpSourceKind,
  label: "HTTP",
  config: z.object({
    authMethod: z.enum(authMethods),
    authHeaderKey: z.string(),
    authHmacAlg: z.string(),
    authUsername: z.string(),
  }),
  auth: (config, hasSecret) => ({
    method: config.authMethod,
    headerKey:
      config.authMethod === "SharedSecret" ? config.authHeaderKey || defaultSecretHeader : config.authHeaderKey,
    hasSecret,
  }),
  ingestUrl: (sourceId) => `${publicUrl()}/api/ingest/http/${sourceId}`,
  dropOff: {
    isSupported: true,
    checks: (label) => [
      `Look at refused requests on the Health tab of ${label}: a secret that was changed on one side only looks like silence.`,
      "Check that the sender runs and reaches this address (name resolution, proxy, certificate, firewall).",
      "Send one event by hand with the command on the source's Overview: when it arrives, the sender is at fault.",
    ],
  },
});
