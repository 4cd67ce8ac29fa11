export type SlotLimit = { key: string; limit: number };

type Slot = { running: number; parked: number };

/**
 * Counts the calls that are open for each concurrency key. One server a database, so memory is enough; what waits for a
 * slot is in the database (`branches.parked_on`), and only its number is known here.
 */
export class ConcurrencySlots {
  readonly #slots = new Map<string, Slot>();

  /** Takes one slot of every limit, or none; returns the key that has none left. */
  acquire(limits: SlotLimit[]): string | undefined {
    const full = this.fullKey(limits);
    if (full !== undefined) return full;
    for (const { key } of limits) this.#slot(key).running++;
    return undefined;
  }

  release(limits: SlotLimit[]): void {
    for (const { key } of limits) {
      this.#slot(key).running--;
      this.#forget(key);
    }
  }

  fullKey(limits: SlotLimit[]): string | undefined {
    return limits.find(({ key, limit }) => (this.#slots.get(key)?.running ?? 0) >= limit)?.key;
  }

  parked(key: string): number {
    return this.#slots.get(key)?.parked ?? 0;
  }

  addParked(key: string, count: number): void {
    this.#slot(key).parked += count;
    this.#forget(key);
  }

  #slot(key: string): Slot {
    let slot = this.#slots.get(key);
    if (!slot) {
      slot = { running: 0, parked: 0 };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #forget(key: string): void {
    const slot = this.#slots.get(key);
    if (slot && slot.running <= 0 && slot.parked <= 0) this.#slots.delete(key);
  }
}
