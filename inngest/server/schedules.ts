import { nextFire, parseCron } from "./cron.ts";
import { dispatchTo } from "./dispatch.ts";
import { type Engine, transact } from "./engine.ts";
import { internalEvent } from "./events.ts";
import type { RegisteredFunction } from "./registry.ts";

type Schedule = { fn: RegisteredFunction; cron: string };

const maxTimeoutMs = 2_000_000_000;
/** A fire that was missed while no server ran is made up for when it is not older than this. */
const maxLateMs = 3_600_000;

/**
 * Fires cron triggers. The table of fires decides: who inserts (function, cron, minute) starts the run, in the same
 * transaction, so that nothing fires twice, and the latest fire that a dead server missed is found and made up for.
 */
export class Schedules {
  readonly #engine: Engine;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Takes over the functions as they are now; to be called again whenever they change. */
  async restart(now = Date.now()): Promise<void> {
    for (const schedule of this.#schedules()) await this.#makeUp(schedule, now);
    this.#arm(now);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedules(): Schedule[] {
    return this.#engine.registry
      .active()
      .flatMap((fn) =>
        fn.config.triggers.flatMap((trigger) => ("cron" in trigger ? [{ fn, cron: trigger.cron }] : [])),
      );
  }

  #arm(now: number): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const upcoming = this.#schedules().flatMap((schedule) => {
      const fireAt = nextFire(parseCron(schedule.cron), now);
      return fireAt === undefined ? [] : [{ schedule, fireAt }];
    });
    if (upcoming.length === 0) return;
    const fireAt = Math.min(...upcoming.map((entry) => entry.fireAt));
    const due = upcoming.filter((entry) => entry.fireAt === fireAt).map((entry) => entry.schedule);
    this.#timer = setTimeout(
      () => {
        if (Date.now() < fireAt) {
          this.#arm(Date.now());
          return;
        }
        for (const schedule of due) void this.#fire(schedule, fireAt);
        this.#arm(fireAt);
      },
      Math.min(Math.max(fireAt - Date.now(), 0), maxTimeoutMs),
    );
  }

  async #fire({ fn, cron }: Schedule, fireAt: number): Promise<void> {
    for (let failures = 0; !this.#isClosed; failures++) {
      try {
        await transact(this.#engine, async (tx) => {
          const { rowCount } = await tx.client.query(
            "insert into inngest.schedule_fires (function_id, cron, fire_at) values ($1, $2, $3) on conflict do nothing",
            [fn.id, cron, new Date(fireAt)],
          );
          if (!rowCount) return;
          const instant = new Date(fireAt).toISOString().replace(".000Z", "Z");
          const data = { cron, fireAt: instant, scheduledAt: instant };
          const event = internalEvent("inngest/scheduled.timer", data, instant, fireAt);
          await dispatchTo(this.#engine, tx, fn, event, { cron });
        });
        return;
      } catch (error) {
        this.#engine.log(`schedule ${cron} of ${fn.id}: ${error}`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(250 * 2 ** failures, 5_000)));
      }
    }
  }

  /** Fires the latest minute since the last fire, if one was missed; the first fire of a new schedule is never late. */
  async #makeUp(schedule: Schedule, now: number): Promise<void> {
    const { rows } = await this.#engine.pool.query<{ fire_at: Date | null }>(
      "select max(fire_at) as fire_at from inngest.schedule_fires where function_id = $1 and cron = $2",
      [schedule.fn.id, schedule.cron],
    );
    const last = rows[0]?.fire_at?.getTime();
    if (last === undefined) return;
    const cron = parseCron(schedule.cron);
    let missed: number | undefined;
    let at = nextFire(cron, Math.max(last, now - maxLateMs));
    while (at !== undefined && at <= now) {
      missed = at;
      at = nextFire(cron, at);
    }
    if (missed !== undefined) await this.#fire(schedule, missed);
  }
}
