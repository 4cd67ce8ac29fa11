const maxTimeoutMs = 2_000_000_000;

/** Calls `ring` a moment after each instant that was added, once for instants that fall together. */
export class Timetable {
  readonly #ring: () => void;
  /** A binary heap: the earliest instant first. */
  readonly #heap: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #isClosed = false;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  add(at: number): void {
    if (this.#isClosed) return;
    const heap = this.#heap;
    let child = heap.push(at) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if ((heap[parent] as number) <= at) break;
      heap[child] = heap[parent] as number;
      child = parent;
    }
    heap[child] = at;
    this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || this.#isClosed || first >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = first;
    // One millisecond late rather than early: an instant must be past when the database is asked.
    this.#timer = setTimeout(() => this.#expire(), Math.min(Math.max(first - Date.now() + 1, 0), maxTimeoutMs));
  }

  #expire(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = Date.now();
    let isDue = false;
    while (this.#heap.length > 0 && (this.#heap[0] as number) < now) {
      this.#pop();
      isDue = true;
    }
    if (isDue) this.#ring();
    this.#arm();
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as number;
    if (heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = parent * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
      if ((heap[child] as number) >= last) break;
      heap[parent] = heap[child] as number;
      parent = child;
    }
    heap[parent] = last;
  }
}
