import type pg from "pg";
import { canonicalJson } from "./canonical-json.ts";
import { type FunctionConfig, functionConfig } from "./function-config.ts";
import { namedUuid } from "./ids.ts";

export type RegisteredFunction = {
  /** The id that the app gave, `<app>-<function>`. */
  id: string;
  uuid: string;
  app: string;
  config: FunctionConfig;
  createdAt: Date;
  isArchived: boolean;
};

/** The functions of all apps. Memory answers; the table remembers, so that events start runs before the app is up. */
export class Registry {
  /** Names of events that some run has waited for since the server started, or may still wait for. */
  readonly awaitedEvents = new Set<string>();
  readonly #pool: pg.Pool;
  readonly #functions = new Map<string, RegisteredFunction>();
  #byEvent = new Map<string, RegisteredFunction[]>();
  #byPrefix: { prefix: string; fn: RegisteredFunction }[] = [];
  #byCancel = new Map<string, RegisteredFunction[]>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async load(): Promise<void> {
    const { rows } = await this.#pool.query<{
      id: string;
      app: string;
      config: string;
      created_at: Date;
      archived_at: Date | null;
    }>("select id, app, config, created_at, archived_at from inngest.functions");
    for (const row of rows) {
      const config = functionConfig.safeParse(JSON.parse(row.config));
      if (!config.success) continue;
      this.#functions.set(row.id, {
        id: row.id,
        uuid: namedUuid(row.id),
        app: row.app,
        config: config.data,
        createdAt: row.created_at,
        isArchived: row.archived_at !== null,
      });
    }
    this.#index();
    const waits = await this.#pool.query<{ event_name: string }>(
      "select distinct event_name from inngest.waits where event_name is not null",
    );
    for (const row of waits.rows) this.awaitedEvents.add(row.event_name);
  }

  /** Makes `configs` the app's functions; those it does not name stop. Returns whether anything changed. */
  async replace(app: string, configs: FunctionConfig[]): Promise<boolean> {
    const known = [...this.#functions.values()].filter((fn) => fn.app === app && !fn.isArchived);
    const listed = new Map(configs.map((config) => [config.id, config]));
    const texts = new Map(configs.map((config) => [config.id, canonicalJson(config)]));
    const isSame = known.length === listed.size && known.every((fn) => canonicalJson(fn.config) === texts.get(fn.id));
    if (isSame) return false;
    await this.#pool.query(
      `with listed as (
         insert into inngest.functions (id, app, config)
         select id, $1, config from unnest($2::text[], $3::text[]) as listed (id, config)
         on conflict (id) do update set app = excluded.app, config = excluded.config, archived_at = null
         returning id
       )
       update inngest.functions set archived_at = now()
       where app = $1 and archived_at is null and not (id = any($2::text[]))`,
      [app, [...texts.keys()], [...texts.values()]],
    );
    for (const fn of known) if (!listed.has(fn.id)) fn.isArchived = true;
    for (const config of configs) {
      this.#functions.set(config.id, {
        id: config.id,
        uuid: namedUuid(config.id),
        app,
        config,
        createdAt: this.#functions.get(config.id)?.createdAt ?? new Date(),
        isArchived: false,
      });
    }
    this.#index();
    return true;
  }

  get(id: string): RegisteredFunction | undefined {
    return this.#functions.get(id);
  }

  active(): RegisteredFunction[] {
    return [...this.#functions.values()].filter((fn) => !fn.isArchived);
  }

  /** The functions with a trigger for this event name; `app/*` in a trigger stands for any ending. */
  triggeredBy(eventName: string): RegisteredFunction[] {
    const exact = this.#byEvent.get(eventName) ?? [];
    const byPrefix = this.#byPrefix.filter(({ prefix, fn }) => eventName.startsWith(prefix) && !exact.includes(fn));
    return byPrefix.length === 0 ? exact : [...new Set([...exact, ...byPrefix.map(({ fn }) => fn)])];
  }

  cancelledBy(eventName: string): RegisteredFunction[] {
    return this.#byCancel.get(eventName) ?? [];
  }

  #index(): void {
    this.#byEvent = new Map();
    this.#byPrefix = [];
    this.#byCancel = new Map();
    for (const fn of this.active()) {
      for (const trigger of fn.config.triggers) {
        if (!("event" in trigger)) continue;
        if (trigger.event.endsWith("*")) this.#byPrefix.push({ prefix: trigger.event.slice(0, -1), fn });
        else add(this.#byEvent, trigger.event, fn);
      }
      for (const cancel of fn.config.cancel ?? []) add(this.#byCancel, cancel.event, fn);
    }
  }
}

function add(index: Map<string, RegisteredFunction[]>, name: string, fn: RegisteredFunction): void {
  const list = index.get(name);
  if (!list) index.set(name, [fn]);
  else if (!list.includes(fn)) list.push(fn);
}

/** Whether an internal event of this name would do anything. */
export function hasListeners(registry: Registry, name: string): boolean {
  return (
    registry.triggeredBy(name).length > 0 || registry.cancelledBy(name).length > 0 || registry.awaitedEvents.has(name)
  );
}

/** The function's triggers that take events of this name. */
export function triggerNames(fn: RegisteredFunction, eventName: string): { expression?: string | undefined }[] {
  return fn.config.triggers.flatMap((trigger) => {
    if (!("event" in trigger)) return [];
    const isNamed =
      trigger.event === eventName || (trigger.event.endsWith("*") && eventName.startsWith(trigger.event.slice(0, -1)));
    return isNamed ? [{ expression: trigger.expression }] : [];
  });
}
