import { type Engine, transact } from "./engine.ts";
import type { StoredEvent } from "./events.ts";

type Waiting = { events: StoredEvent[]; resolve: () => void; reject: (error: unknown) => void };

const maxEventsAtOnce = 500;

/**
 * Takes events in. Requests that come while a transaction is under way share the next one, so that a flood of small
 * requests costs few commits, and a single request waits for nobody.
 */
export class Ingestion {
  readonly #engine: Engine;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Resolves when the events, and the runs that they start, are durable. */
  accept(events: StoredEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const group: Waiting[] = [];
      let count = 0;
      while (this.#waiting.length > 0 && count < maxEventsAtOnce) {
        const next = this.#waiting.shift() as Waiting;
        count += next.events.length;
        group.push(next);
      }
      await this.#commit(group);
    }
    this.#isRunning = false;
  }

  async #commit(group: Waiting[]): Promise<void> {
    const events = group.flatMap((entry) => entry.events);
    try {
      await transact(this.#engine, (tx) => this.#engine.dispatch(tx, events));
      for (const entry of group) entry.resolve();
    } catch (error) {
      if (group.length === 1) {
        group[0]?.reject(error);
        return;
      }
      // One request's trouble is not the others'.
      for (const entry of group) await this.#commit([entry]);
    }
  }
}
