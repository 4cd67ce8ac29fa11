import "server-only";
import { secretVariable } from "#lib/log-source-kinds/auth-methods/shell-word.ts";
import { curlLine } from "#lib/log-source-kinds/curl-command.ts";
import type { AlarmedSource } from "#lib/log-source-kinds/define-log-source-kind.ts";

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
function checkOfTheWay({ auth, ingestUrl }: AlarmedSource): string {
  const isProven = auth !== null && auth.method !== "None";
  const command = curlLine({ ingestUrl: ingestUrl ?? "", auth, secret: null, line: "", isWithHeaders: true });
  const proof = isProven ? "the way is open and the secret is right" : "the way is open";
  const variable = isProven ? `, with the secret in the variable ${secretVariable}` : "";
  return `From the sender's machine, send an empty request${variable}: \`${command}\` The answer 200 says that ${proof}. It counts as no event; a real event sent by hand would close this error although the sender is still silent.`;
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

/** What to check when an alarm of an HTTP source goes off. Who is turned away need not be the sender that is missed, so the other checks stay. */
export function httpDropOffChecks(source: AlarmedSource): string[] {
  const ofSignal = checksBySignal[source.signal](source);
  return source.isRefused ? [...checksOfRefused(source), ...ofSignal] : ofSignal;
}
