/** An HTTP source straight into the database, for tests of what happens to it. */
import { randomUUID } from "node:crypto";
import type { HttpConfig } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { secretPlace } from "#lib/log-source-kinds/source-id.ts";
import { seal } from "#lib/secrets.ts";
import { insertSource } from "./rows.ts";

export interface HttpSourceForTest {
  id: string;
  label: string;
  secret: string;
}

interface HttpSourceOptions {
  logTypes?: string[];
  logStreamType?: string;
  secret?: string;
  isPaused?: boolean;
  /** Another way than the header `x-key` to prove to have the secret. */
  auth?: Partial<HttpConfig>;
}

/** With a secret it is asked for in the header `x-key`; without one anybody may send. */
export async function createHttpSourceForTest(options: HttpSourceOptions = {}): Promise<HttpSourceForTest> {
  const id = randomUUID();
  const label = `source ${id.slice(0, 8)}`;
  const secret = options.secret ?? "";
  await insertSource({
    id,
    label,
    logTypes: options.logTypes ?? [],
    logStreamType: options.logStreamType ?? "Auto",
    config: {
      authMethod: secret ? "SharedSecret" : "None",
      authHeaderKey: secret ? "X-Key" : "",
      authHmacAlg: "",
      authUsername: "",
      ...options.auth,
    },
    sealedSecret: secret ? seal(secret, secretPlace(id)) : null,
    isPaused: options.isPaused ?? false,
  });
  return { id, label, secret };
}
