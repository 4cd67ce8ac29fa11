import { z } from "zod";
import { publicUrl } from "#lib/env.ts";
import { type AlarmedSource, defineLogSourceKind } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { authMethods, defaultSecretHeader, httpSourceKind } from "#lib/log-source-kinds/schema.ts";
import { shellQuoted } from "#lib/shell-quoted.ts";

const ingestUrl = (sourceId: string) => `${publicUrl()}/api/ingest/http/${sourceId}`;

function checksOfRefused({ label, auth }: AlarmedSource): string[] {
  const look = `Look at the refused requests on the Health tab of ${label}: who sends them is alive, and what they were told stands there.`;
  if (auth === null) return [look];
  return [
    look,
    auth.method === "None"
      ? "This source asks for no secret, so it is the request itself that is refused: its size or its encoding."
      : `If the secret is what was refused, give the sender the one that is set, or replace the secret on the Configuration tab of ${label}.`,
  ];
}

/** Tries the way to the source without an event: one that is sent by hand counts, and would close the alert. */
function checkOfTheWay({ id, auth }: AlarmedSource): string {
  const isShared = auth?.method === "SharedSecret";
  const header = isShared ? ` -H ${shellQuoted(`${auth.headerKey}: SECRET`)}` : "";
  const proof = isShared ? "the way is open and the secret is right" : "the way is open";
  return `From the sender's machine, send an empty request (curl -i -d ''${header} ${ingestUrl(id)}): the answer 200 says that ${proof}. It counts as no event; a real event sent by hand would close this error although the sender is still silent.`;
}

function checksOfSilence(source: AlarmedSource): string[] {
  const { label, logType, isReceiving } = source;
  const quiet = `If this silence is right, change the window or the hours of the alarm on the Overview tab of ${label}.`;
  if (logType !== "" && isReceiving) {
    return [
      `Check that ${logType} is still switched on where ${label} gets its events from: the source itself still receives.`,
      `Look at lines that could not be classified on the Health tab of ${label}: a changed format looks like silence.`,
      quiet,
    ];
  }
  return [
    `Check that the sender of ${label} runs and reaches this address (name resolution, proxy, certificate, firewall).`,
    checkOfTheWay(source),
    quiet,
  ];
}

function checksOfLowVolume({ label, logType }: AlarmedSource): string[] {
  const events = logType === "" ? "events" : `${logType} events`;
  return [
    `Compare the last hours with the days before on the Health tab of ${label}: whether ${events} became fewer at once or little by little.`,
    `Check each sender and each input behind ${label}: one that stopped is hidden by those that go on.`,
    `If fewer events are right, lower the number of the alarm on the Overview tab of ${label}.`,
  ];
}

function checksOfLateData({ label }: AlarmedSource): string[] {
  return [
    `Look at the queue of the sender of ${label}: its events arrive, but long after they happened. What an outage has left in it is worked off by itself.`,
    "Compare the clocks and time zones of the sender and of this machine: a clock that is behind looks like late events.",
    `If the sender collects events before it sends them, allow for that time: change the alarm on the Overview tab of ${label}.`,
  ];
}

const checksBySignal = {
  "no-data": checksOfSilence,
  "low-volume": checksOfLowVolume,
  "late-data": checksOfLateData,
};

/** Who is turned away need not be the sender that is missed, so the other checks stay. */
function checks(source: AlarmedSource): string[] {
  const ofSignal = checksBySignal[source.signal](source);
  return source.isRefused ? [...checksOfRefused(source), ...ofSignal] : ofSignal;
}

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
  ingestUrl,
  dropOff: { isSupported: true, checks },
});
