import type { EncodedBatch, EncodedRows } from "#lib/classification/classify-stream.ts";

/** What one log type got in a group; '' stands for what no schema took. */
export interface LogTypeTally {
  logType: string;
  classified: number;
  failed: number;
  bytes: number;
  lagSecondsMin: number | null;
  lagSecondsMax: number | null;
}

const maxInt32 = 2 ** 31 - 1;

/** What came of a group of bodies: counts by body and by log type. Each record is counted once, as an event or as a failure. */
export class BatchTally {
  readonly #logTypes = new Map<string, LogTypeTally>();
  readonly #batches = new Map<string, { events: number; failures: number }>();
  classified = 0;
  failed = 0;

  /** Counts a part of a body. @throws Error when its records are not its events plus its failures. */
  add(batch: { id: string; receivedAt: Date }, part: EncodedBatch): void {
    const events = part.events.reduce((sum, rows) => sum + rows.rows, 0);
    const failures = part.failures?.rows ?? 0;
    if (part.records !== events + failures) {
      throw new Error(`${part.records} records became ${events} events and ${failures} failures`);
    }
    const counts = this.#batches.get(batch.id) ?? { events: 0, failures: 0 };
    this.#batches.set(batch.id, { events: counts.events + events, failures: counts.failures + failures });
    this.classified += events;
    this.failed += failures;
    for (const rows of part.events) {
      const tally = this.#logType(rows.logType ?? "");
      tally.classified += rows.rows;
      tally.bytes += rows.bytes;
      if (part.lastEventAt === null) continue;
      const seconds = Math.round((batch.receivedAt.getTime() - part.lastEventAt) / 1000);
      const lag = Math.min(Math.max(seconds, 0), maxInt32);
      tally.lagSecondsMin = Math.min(tally.lagSecondsMin ?? lag, lag);
      tally.lagSecondsMax = Math.max(tally.lagSecondsMax ?? lag, lag);
    }
    if (!part.failures) return;
    const tally = this.#logType("");
    tally.failed += part.failures.rows;
    tally.bytes += part.failures.bytes;
  }

  #logType(logType: string): LogTypeTally {
    const known = this.#logTypes.get(logType);
    if (known) return known;
    const tally = { logType, classified: 0, failed: 0, bytes: 0, lagSecondsMin: null, lagSecondsMax: null };
    this.#logTypes.set(logType, tally);
    return tally;
  }

  /** In the order of their names, so that two transactions lock the counters in the same order. */
  get logTypes(): LogTypeTally[] {
    return [...this.#logTypes.values()].sort((a, b) => (a.logType < b.logType ? -1 : 1));
  }

  ofBatch(id: string): { events: number; failures: number } {
    return this.#batches.get(id) ?? { events: 0, failures: 0 };
  }
}

/** Gathers parts of many bodies, so that one COPY a table takes them all. */
export class RowBuffer {
  readonly #rows = new Map<string | null, { rows: number; bytes: number; copies: Uint8Array[] }>();
  /** Encoded bytes held. */
  size = 0;

  add(part: EncodedBatch): void {
    for (const rows of part.failures ? [...part.events, part.failures] : part.events) {
      const known = this.#rows.get(rows.logType) ?? { rows: 0, bytes: 0, copies: [] };
      known.rows += rows.rows;
      known.bytes += rows.bytes;
      known.copies.push(rows.copy);
      this.#rows.set(rows.logType, known);
      this.size += rows.copy.length;
    }
  }

  /** Everything buffer so far as one batch, and begins anew; null when there is nothing. */
  take(): EncodedBatch | null {
    if (this.#rows.size === 0) return null;
    const all = [...this.#rows].map(([logType, { rows, bytes, copies }]): EncodedRows => {
      const [only] = copies;
      return { logType, rows, bytes, copy: copies.length === 1 && only ? only : Buffer.concat(copies) };
    });
    this.#rows.clear();
    this.size = 0;
    const events = all.filter((rows) => rows.logType !== null);
    const failures = all.find((rows) => rows.logType === null) ?? null;
    const sum = (list: EncodedRows[], key: "rows" | "bytes") => list.reduce((total, rows) => total + rows[key], 0);
    return {
      events,
      failures,
      records: sum(all, "rows"),
      classified: sum(events, "rows"),
      failed: failures?.rows ?? 0,
      bytes: sum(all, "bytes"),
      lastEventAt: null,
    };
  }
}
