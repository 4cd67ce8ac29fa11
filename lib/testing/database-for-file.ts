/** Runs before each `*.db.test.ts`: the file's own database stands in the environment before anything connects to it. */
import { randomBytes } from "node:crypto";
import { createTestDatabase } from "./database.ts";

const { url, pool } = await createTestDatabase();
await pool.end();
process.env.DATABASE_URL = url;
process.env.DIRECT_DATABASE_URL = url;
process.env.TELLTALE_SECRET_KEY ??= randomBytes(32).toString("base64");
process.env.NEXTAUTH_SECRET ??= randomBytes(32).toString("base64");
