/** What must be so before anything is started; each refusal names the cause and the fix. */
import { constants, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { access, chmod, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import pg from "pg";
import { StartupError } from "./progress.ts";

const MIN_FREE_BYTES = 300_000_000;
const OLDEST_POSTGRES = 15;

export async function prepareDataDir(dataDir: string): Promise<void> {
  const fix = "Make it writable for this user or set TELLTALE_DATA_DIR to a directory that is.";
  try {
    mkdirSync(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    // Root's PostgreSQL runs under another account, which must be able to pass through.
    if (process.getuid) await chmod(dataDir, process.getuid() === 0 ? 0o711 : 0o700);
  } catch (error) {
    if (codeOf(error) === "ENOSPC") throw diskFull(dataDir, 0);
    throw new StartupError(`the data directory ${dataDir} cannot be written (${codeOf(error)})`, fix, { cause: error });
  }
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < MIN_FREE_BYTES) throw diskFull(dataDir, bavail * bsize);
}

export function diskFull(directory: string, freeBytes: number): StartupError {
  return new StartupError(
    `the disk of ${directory} is full (${Math.floor(freeBytes / 1e6)} MB free of the 300 MB that a start needs)`,
    "Free some space, or set TELLTALE_DATA_DIR to a directory on another disk.",
  );
}

/** @throws {StartupError} when something else listens there or this user may not */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
    await new Promise((resolve) => server.close(resolve));
  } catch (error) {
    const code = codeOf(error);
    if (code === "EADDRINUSE") {
      throw new StartupError(
        `port ${port} is taken${listenerOn(port)}`,
        `Stop what uses it, or choose another: \`PORT=${port + 1} npm start\`.`,
      );
    }
    if (code === "EACCES") {
      throw new StartupError(`port ${port} needs more rights than this user has`, "Set PORT to 1024 or more.");
    }
    throw new StartupError(
      `cannot listen on ${host}:${port} (${code})`,
      "Set TELLTALE_HOST to an address of this machine.",
    );
  }
}

/** Waits for nothing: the database must be there, take our password and be new enough. */
export async function requireDatabase(name: string, databaseUrl: string): Promise<void> {
  let client: pg.Client;
  let place = "the server in it";
  try {
    client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
    place = `${client.host}:${client.port}`;
    client.on("error", () => {});
    await client.connect();
  } catch (error) {
    throw new StartupError(`${name} does not work: ${connectProblem(error, place)}`, connectFix(error, name), {
      cause: error,
    });
  }
  try {
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS number");
    const major = Math.floor(rows[0].number / 10_000);
    if (major < OLDEST_POSTGRES) {
      throw new StartupError(
        `${name} leads to PostgreSQL ${major}, and ${OLDEST_POSTGRES} is the oldest that works`,
        `Upgrade the server, or unset ${name} to use the PostgreSQL that comes with Telltale.`,
      );
    }
  } finally {
    await client.end();
  }
}

function connectProblem(error: unknown, place: string): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === "ECONNREFUSED") return `nothing answers at ${place}`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `there is no host of that name (${place})`;
  if (code === "ETIMEDOUT" || message.includes("timeout expired")) return `${place} does not answer`;
  if (code === "ERR_INVALID_URL" || message.startsWith("Invalid URL")) return "it is not a postgresql:// address";
  if (code === "28P01" || code === "28000") return `${place} refuses the user or the password (${message})`;
  return `${message || code} (${place})`;
}

function connectFix(error: unknown, name: string): string {
  const code = codeOf(error);
  if (code === "28P01" || code === "28000") return `Correct the user and password in ${name}.`;
  if (code === "3D000") return `Create that database, or name another in ${name}.`;
  if (code === "53300") return "Raise max_connections on the server or close other connections.";
  return `Start that server or correct ${name}; unset it to use the PostgreSQL that comes with Telltale.`;
}

/** " by process 12 (node)", or nothing where the system does not tell. */
function listenerOn(port: number): string {
  try {
    const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
    const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readFileSync(file, "utf8").split("\n").slice(1));
    // Columns: slot, local address, remote address, state (0A listens), …, inode.
    const listening = rows.map((row) => row.trim().split(/\s+/)).filter((row) => row[3] === "0A");
    const inode = listening.find((row) => row[1]?.endsWith(`:${hexPort}`))?.[9];
    if (!inode) return "";
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const links = readdirSafely(`/proc/${pid}/fd`).map((fd) => readlinkSafely(`/proc/${pid}/fd/${fd}`));
      if (links.includes(`socket:[${inode}]`)) {
        return ` by process ${pid} (${readFileSync(`/proc/${pid}/comm`, "utf8").trim()})`;
      }
    }
  } catch {
    // Not Linux, or not ours to see.
  }
  return "";
}

function readdirSafely(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readlinkSafely(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
