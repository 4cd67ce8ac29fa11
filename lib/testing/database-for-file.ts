/** Runs before each `*.db.test.ts`, ahead of its imports: `lib/env.ts` reads the environment once, when it is first imported. */
import { randomBytes } from "node:crypto";
import { createTestDatabase } from "./database.ts";

const { url, pool } = await createTestDatabase();
await pool.end();
process.env.DATABASE_URL = url;
process.env.DIRECT_DATABASE_URL = url;
process.env.TELLTALE_SECRET_KEY ??= randomBytes(32).toString("base64");
process.env.NEXTAUTH_SECRET ??= randomBytes(32).toString("base64");
