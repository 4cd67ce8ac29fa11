/** `npm run prisma:generate`: writes `prisma/generated` from `prisma/*.prisma`, unless it is there and of the same schema. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const stampFile = path.join(root, "prisma/generated/.schema-hash");

function schemaHash(): string {
  const hash = createHash("sha256");
  const inputs = ["node_modules/prisma/package.json", ...globSync("prisma/*.prisma", { cwd: root }).sort()];
  for (const file of inputs) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(path.join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

export function isClientGenerated(): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8") === schemaHash();
}

/** @throws an Error with what Prisma said */
export function generateClient(): void {
  const before = schemaHash();
  const prisma = path.join(root, "node_modules/prisma/build/index.js");
  // Generating needs no schema engine, but Prisma would download one: any executable that is there satisfies it.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const result = spawnSync(process.execPath, [prisma, "generate", "--no-hints"], { cwd: root, env, encoding: "utf8" });
  if (result.status !== 0) {
    throw new Error(`prisma generate failed: ${result.error?.message ?? result.stdout + result.stderr}`);
  }
  writeFileSync(stampFile, before);
}

if (import.meta.main && !isClientGenerated()) generateClient();
