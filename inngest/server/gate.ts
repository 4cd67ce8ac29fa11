/** Lets at most `limit` through at once; the others wait in line. */
export class Gate {
  readonly #limit: number;
  readonly #line: (() => void)[] = [];
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get waiting(): number {
    return this.#line.length;
  }

  async enter(): Promise<void> {
    if (this.#inside < this.#limit) {
      this.#inside++;
      return;
    }
    await new Promise<void>((resolve) => this.#line.push(resolve));
  }

  leave(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#inside--;
  }
}
