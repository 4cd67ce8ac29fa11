/**
 * What each page costs in a large installation: `npm run bench:pages`. A PostgreSQL of its own is filled with 5,000 sources
 * with a day of counters and 1,000,000 alerts with their timelines; the built product runs on it, and every page is read by
 * HTTP and then opened in the real browser with its processor slowed four times. Prints a table and one JSON line; fails
 * when a bound is broken that does not depend on the machine's load: the size of HTML and of scripts (the library of the chart,
 * which follows once its page stands, is told apart), and statements a page.
 */
import { chromium } from "@playwright/test";
import pg from "pg";
import { startProduct, until } from "#lib/testing/product.ts";
import { pages } from "#scripts/screenshots/pages.ts";
import type { Scene } from "#scripts/screenshots/scene.ts";
import { browserOptions } from "#scripts/testing/browser.ts";
import { machine } from "./measure.ts";
import { fill } from "./pages/fill.ts";
import { type PageFigures, visit } from "./pages/visit.ts";
import { withPostgres } from "./with-postgres.ts";

const scale = {
  sources: Number(process.env.SOURCES || 5_000),
  alerts: Number(process.env.ALERTS || 1_000_000),
  schemas: Number(process.env.SCHEMAS || 200),
};
/** Of a page, whatever the machine does meanwhile. */
const bounds = { htmlKib: 60, jsKib: 200, statements: 20 };
/** Of the pages that are open all day. */
const boundsOf: Record<string, Partial<typeof bounds>> = {
  alerts: { statements: 12 },
  "log-sources": { statements: 12 },
};
/** Of a page on an idle machine. */
const goals = { serverMs: 150, lcpMs: 1_500, inpMs: 150, cls: 0.02 };

let statements = 0;
const settings = { max_connections: "100", max_wal_size: "4GB", log_min_messages: "warning", log_line_prefix: "%a " };
const countStatements = (chunk: Buffer) => {
  statements += chunk.toString().match(/^telltale LOG: {2}(?:execute [^:]*|statement): /gm)?.length ?? 0;
};

/** Ids that the pages need, as the filled database has them. */
async function scene(database: pg.Pool): Promise<Scene> {
  const id = async (sql: string): Promise<string> => {
    const { rows } = await database.query<{ id: string }>(sql);
    if (!rows[0]) throw new Error(`nothing fits: ${sql}`);
    return rows[0].id;
  };
  const alertOf = (kind: string) =>
    id(
      `SELECT replace(id::text, '-', '') AS id FROM alerts WHERE kind = '${kind}' AND source_id IS NOT NULL AND status = 'OPEN' LIMIT 1`,
    );
  const [failingSource, silentSource, alert, dropOffAlert, destination] = await Promise.all([
    id("SELECT source_id AS id FROM alerts WHERE status = 'OPEN' AND source_id IS NOT NULL LIMIT 1"),
    id("SELECT id FROM log_sources WHERE last_event_processed_at < now() - interval '1 hour' LIMIT 1"),
    alertOf("SOURCE_CLASSIFICATION_FAILURES"),
    alertOf("SOURCE_NO_DATA"),
    id("SELECT id FROM destinations LIMIT 1"),
  ]);
  return { failingSource, silentSource, alert, dropOffAlert, destination };
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

const row = ({ name, serverMs, statements: asked, htmlKib, jsKib, chartKib, lcpMs, inpMs, cls }: PageFigures) =>
  line([
    name,
    serverMs.toFixed(0),
    asked,
    htmlKib.toFixed(1),
    chartKib > 0 ? `${jsKib.toFixed(0)} + ${chartKib.toFixed(0)}` : jsKib.toFixed(0),
    (lcpMs / 1000).toFixed(2),
    inpMs === null ? "-" : inpMs.toFixed(0),
    cls.toFixed(3),
  ]);

await withPostgres(
  async ({ url }) => {
    const database = new pg.Pool({ connectionString: url, max: 2 });
    database.on("error", () => {});
    await fill(url, scale, console.log);
    await database.query("ALTER SYSTEM SET log_statement = 'all'");
    const product = await startProduct({ env: { DATABASE_URL: url } });
    const browser = await chromium.launch(await browserOptions());
    try {
      await until(
        "the health of every source to be looked at",
        async () => {
          const { rows } = await database.query<{ left: number }>(
            `SELECT count(*)::int AS left FROM log_sources s
            WHERE NOT EXISTS (SELECT FROM health_check_results r WHERE r.source_id = s.id)`,
          );
          return rows[0]?.left === 0;
        },
        { timeoutMs: 300_000, everyMs: 1_000 },
      );
      await database.query("VACUUM ANALYZE log_sources, health_check_results, health_checks_due");
      await database.query("SELECT pg_reload_conf()");
      const known = await scene(database);
      let before = statements;
      await until(
        "the jobs of the start to be done",
        async () => {
          const asked = statements - before;
          before = statements;
          return asked < bounds.statements;
        },
        { timeoutMs: 120_000, everyMs: 1_000 },
      );
      console.log(line(["page", "server, ms", "statements", "HTML, KiB", "scripts, KiB", "LCP, s", "INP, ms", "CLS"]));
      console.log(line(["---", "--:", "--:", "--:", "--:", "--:", "--:", "--:"]));
      const figures = await visit({
        browser,
        url: product.url,
        admin: product.admin,
        pages: Object.fromEntries(Object.entries(pages).map(([name, pathOf]) => [name, pathOf(known)])),
        statements: () => statements,
        onPage: (one) => console.log(row(one)),
      });
      console.log(JSON.stringify({ name: "pages", ...scale, figures, ...machine() }));
      const beyond = (limitsOf: (name: string) => Partial<Record<keyof PageFigures, number>>) =>
        figures.flatMap((one) =>
          (Object.entries(limitsOf(one.name)) as [keyof PageFigures, number][])
            .filter(([name, limit]) => Number(one[name] ?? 0) > limit)
            .map(([name, limit]) => `${one.name}: ${name} ${Number(one[name]).toFixed(2)}, at most ${limit}`),
        );
      for (const words of beyond(() => goals)) console.log(`beyond what is aimed at on an idle machine: ${words}`);
      const broken = beyond((name) => ({ ...bounds, ...boundsOf[name] }));
      for (const words of broken) console.error(`bound broken: ${words}`);
      if (broken.length > 0) process.exitCode = 1;
    } finally {
      await browser.close();
      await product.stop();
    }
    await database.end();
  },
  { settings, onOutput: countStatements },
);
process.exit();
