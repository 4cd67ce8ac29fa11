/** What the operator set, and what a start makes up where they set nothing. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartupError } from "./progress.ts";

export const root: string = path.resolve(import.meta.dirname, "../..");

export interface Settings {
  dataDir: string;
  host: string;
  port: number;
  /** Where people open the console. */
  url: string;
  /** Whether the operator said so; otherwise it is where this machine reaches it. */
  isUrlSet: boolean;
  /** Where this machine reaches the product, whatever it is called outside. */
  localUrl: string;
  /** The operator's own PostgreSQL; undefined where Telltale runs one. */
  databaseUrl: string | undefined;
  directDatabaseUrl: string | undefined;
  /** Whether the operator named an Inngest server (cloud, self-hosted or dev); otherwise Telltale runs one. */
  hasOwnInngest: boolean;
  /** Whether that server is on this machine, and so reaches the product where this machine does. */
  isInngestHere: boolean;
}

/** Reads the environment, and `.env` beneath it where there is one. */
export function readSettings(): Settings {
  const envFile = path.join(root, ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const set = (name: string) => process.env[name] || undefined;
  const port = Number(set("PORT") ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartupError(`PORT is ${set("PORT")}`, "Set it to a number from 1 to 65535.");
  }
  const host = set("TELLTALE_HOST") ?? "127.0.0.1";
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const localUrl = `http://${isEverywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    dataDir: path.resolve(root, set("TELLTALE_DATA_DIR") ?? ".telltale"),
    host,
    port,
    url: (set("TELLTALE_URL") ?? localUrl).replace(/\/+$/, ""),
    isUrlSet: set("TELLTALE_URL") !== undefined,
    localUrl,
    databaseUrl: set("DATABASE_URL"),
    directDatabaseUrl: set("DIRECT_DATABASE_URL"),
    hasOwnInngest: set("INNGEST_DEV") !== undefined || set("INNGEST_SIGNING_KEY") !== undefined,
    isInngestHere: isLoopback(set("INNGEST_BASE_URL") ?? set("INNGEST_DEV") ?? ""),
  };
}

/** "1" stands for the dev server, whose place is this machine. */
function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return address !== "" && !["0", "false"].includes(address);
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(address).hostname);
}

/** The secret kept in this file of the data directory, made on first use. Only the owner can read it. */
export function keptSecret(dataDir: string, name: string, encoding: "base64" | "hex"): string {
  const file = path.join(dataDir, name);
  if (!existsSync(file)) {
    // In two steps, so that a full disk or a kill leaves no half a secret under the name.
    writeFileSync(`${file}.new`, randomBytes(32).toString(encoding), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length < 40) {
    throw new StartupError(
      `the secret in ${file} is damaged`,
      "Restore that file from a backup: it opens what is stored.",
    );
  }
  return secret;
}
