/** Waits for a free slot were given up. */
export class NoSlot extends Error {}

/**
 * At most `size` holders at once; the others wait in order, each for `waitMs` at most.
 * It bounds the memory of the intake: a request reads its body only while it holds a slot.
 */
export class Slots {
  #free: number;
  readonly #waitMs: number;
  readonly #waiting: Set<() => void> = new Set();

  constructor(size: number, waitMs: number) {
    this.#free = size;
    this.#waitMs = waitMs;
  }

  /** Runs `work` in a slot. @throws NoSlot when none came free in time. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    }
  }

  async #take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(begin);
        reject(new NoSlot());
      }, this.#waitMs);
      const begin = () => {
        clearTimeout(timer);
        this.#waiting.delete(begin);
        resolve();
      };
      this.#waiting.add(begin);
    });
  }
}
