import type pg from "pg";
import { dayOf, dayRange, quoteName } from "./names.ts";
import { changeLake, monitorTables, preparePartitions } from "./tables.ts";

/** Day partitions are made so many days ahead, so that a quiet night's first line waits for no DDL. */
const daysAhead = 2;
const dayMs = 86_400_000;

export type LakeUpkeep = { dropped: string[]; skipped: string[] };

/**
 * The daily job: makes the partitions of the days ahead and drops those whose last row is older than `retentionDays`. A partition that
 * a reader holds is skipped and dropped the next day.
 */
export async function keepLake(pool: pg.Pool, now: Date, retentionDays: number): Promise<LakeUpkeep> {
  for (let day = 0; day <= daysAhead; day++) await preparePartitions(pool, new Date(now.getTime() + day * dayMs));
  return dropOldPartitions(pool, now, retentionDays);
}

/** Drops every partition that ends at or before `now` less `retentionDays`. */
export async function dropOldPartitions(pool: pg.Pool, now: Date, retentionDays: number): Promise<LakeUpkeep> {
  const before = new Date(now.getTime() - retentionDays * dayMs);
  const upkeep: LakeUpkeep = { dropped: [], skipped: [] };
  for (const { name, day } of await partitions(pool)) {
    if (dayRange(day).to > before) continue;
    const isDropped = await drop(pool, name);
    (isDropped ? upkeep.dropped : upkeep.skipped).push(name);
  }
  return upkeep;
}

/** The day partitions of lake and monitor tables, oldest first; other tables in schema `lake` are none of this job's. */
async function partitions(pool: pg.Pool): Promise<{ name: string; day: string }[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT child.relname AS name
     FROM pg_inherits
     JOIN pg_class child ON child.oid = inhrelid
     JOIN pg_class parent ON parent.oid = inhparent
     WHERE child.relnamespace = 'lake'::regnamespace
       AND (parent.relname IN (SELECT table_name FROM lake.log_tables) OR parent.relname = ANY($1))`,
    [monitorTables.map(({ name }) => name)],
  );
  return rows
    .flatMap(({ name }) => {
      const day = /_d(\d{8})$/.exec(name)?.[1];
      return day === undefined || dayOf(dayRange(day).from) !== day ? [] : [{ name, day }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.name < b.name ? -1 : 1));
}

const lockNotAvailable = "55P03";

async function drop(pool: pg.Pool, name: string): Promise<boolean> {
  try {
    await changeLake(pool, async (client) => {
      await client.query("SET LOCAL lock_timeout = '2s'");
      await client.query(`DROP TABLE IF EXISTS lake.${quoteName(name)}`);
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === lockNotAvailable) return false;
    throw error;
  }
}
