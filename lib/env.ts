import "server-only";
import { z } from "zod";

const mebibyte = 1024 * 1024;

/** Integers written in decimal; anything else is refused with the variable's name. */
const positiveInteger = (fallback: number) =>
  z
    .string()
    .regex(/^[1-9]\d*$/, "must be a whole number above 0")
    .transform(Number)
    .default(fallback);

const shape = z.object({
  DATABASE_URL: z.string().min(1, "must be a postgresql:// address"),
  /** A connection that LISTEN may hold; differs from DATABASE_URL where a pooler stands before the rest. */
  DIRECT_DATABASE_URL: z.string().optional(),
  TELLTALE_DATABASE_POOL: positiveInteger(10),
  PORT: positiveInteger(3000),
  /** The address to listen on; 0.0.0.0 is every network, which is wise only once there is an admin. */
  TELLTALE_HOST: z.string().default("127.0.0.1"),
  TELLTALE_DATA_DIR: z.string().default(".telltale"),
  /** The address that people and webhooks use, without a slash at the end. */
  TELLTALE_URL: z.url().optional(),
  /** 32 bytes in base64; seals secrets at rest. */
  TELLTALE_SECRET_KEY: z.string().optional(),
  TELLTALE_ADMIN_EMAIL: z.string().optional(),
  TELLTALE_ADMIN_PASSWORD: z.string().optional(),
  TELLTALE_API_TOKEN: z.string().optional(),
  /** CIDRs that outbound requests may reach although they are private, separated by commas. */
  TELLTALE_OUTBOUND_ALLOW: z.string().default(""),
  TELLTALE_MAX_BODY_BYTES: positiveInteger(64 * mebibyte),
  TELLTALE_MAX_INFLATED_BYTES: positiveInteger(512 * mebibyte),
  TELLTALE_MAX_LINE_BYTES: positiveInteger(mebibyte),
  TELLTALE_MAX_DEPTH: positiveInteger(100),
  /** Days that events and failures stay in the lake. */
  TELLTALE_RETENTION_DAYS: positiveInteger(90),
  TELLTALE_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  INNGEST_BASE_URL: z.string().optional(),
  INNGEST_DEV: z.string().optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  /** Where a job server of the operator's own reaches this installation; `npm start` makes it TELLTALE_URL. Unset: the server asks. */
  INNGEST_SERVE_ORIGIN: z.url().optional(),
});

export type Env = z.infer<typeof shape>;

let parsed: Env | undefined;

/**
 * The settings of this process, read once.
 * @throws Error that names each variable at fault and its rule.
 */
export function env(): Env {
  if (parsed) return parsed;
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const result = shape.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`Settings are wrong. ${faults.join("; ")}`);
  }
  parsed = result.data;
  return parsed;
}

/** The address of this installation without a slash at the end. */
export function publicUrl(): string {
  return (env().TELLTALE_URL ?? `http://127.0.0.1:${env().PORT}`).replace(/\/+$/, "");
}
