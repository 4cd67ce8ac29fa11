/** Rows that tests and measurements begin with: a whole one each, of which they name what matters to them. */
import { randomUUID } from "node:crypto";
import { db } from "#lib/db.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** What its kind writes there is for the kind to check. */
type Given<Row> = Omit<Partial<Row>, "config"> & { config?: object };

/** A log source of HTTP that anybody may send to. @returns its id. */
export async function insertSource({
  config,
  ...given
}: Given<Prisma.LogSourceUncheckedCreateInput> = {}): Promise<string> {
  const { id } = await db.logSource.create({
    data: {
      kind: "http-ingest",
      label: `source ${randomUUID().slice(0, 8)}`,
      logTypes: ["AWS.CloudTrail", "Okta.SystemLog"],
      logStreamType: "Auto",
      config: config ?? { authMethod: "None", authHeaderKey: "", authHmacAlg: "", authUsername: "" },
      ...given,
    },
    select: { id: true },
  });
  return id;
}

/** A webhook for System Errors, configured long ago; nothing can be sent to it. @returns its id. */
export async function insertDestination({
  config,
  ...given
}: Given<Prisma.DestinationUncheckedCreateInput> = {}): Promise<string> {
  const { id } = await db.destination.create({
    data: {
      kind: "webhook",
      displayName: `hook ${randomUUID().slice(0, 8)}`,
      alertTypes: ["SYSTEM_ERROR"],
      severities: [],
      config: config ?? {},
      sealedSecrets: "",
      configChangedAt: new Date("2026-01-01"),
      ...given,
    },
    select: { id: true },
  });
  return id;
}

/** Somebody who has no password. @returns the id. */
export async function insertUser(name = "Ada"): Promise<string> {
  const data = { email: `${randomUUID()}@example.com`, name, passwordHash: "" };
  const { id } = await db.user.create({ data, select: { id: true } });
  return id;
}
