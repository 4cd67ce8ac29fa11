import { defineConfig } from "prisma/config";

/** For Prisma's own command line; the product itself migrates by `scripts/migrate.ts`. */
export default defineConfig({
  schema: "prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DIRECT_DATABASE_URL ?? process.env.DATABASE_URL ?? "" },
});
