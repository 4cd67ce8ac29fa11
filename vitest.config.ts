import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** `server-only` throws outside a React Server Component build; tests are the server. */
const shared = { alias: { "server-only": path.join(root, "lib/testing/server-only.ts") } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 20_000,
          // Settings are read when they are first asked for; pure tests reach no database.
          env: { DATABASE_URL: "postgresql://no-database-in-unit-tests/", TELLTALE_LOG_LEVEL: "silent" },
          include: ["**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "**/*.db.test.ts", "**/*.e2e.test.ts", "e2e/**", ".next/**"],
        },
      },
      {
        test: {
          ...shared,
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: ["**/node_modules/**", ".next/**"],
          globalSetup: "scripts/testing/postgres-for-tests.ts",
          setupFiles: "lib/testing/database-for-file.ts",
          pool: "forks",
          // Most of these tests wait more than they compute.
          maxWorkers: Math.max(3, availableParallelism() - 1),
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        // Starts the built product and breaks it: `npm test` builds before it runs these.
        test: {
          ...shared,
          name: "start",
          include: ["scripts/**/*.e2e.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
