/** The end of what a process printed since it started. */
export class OutputTail {
  readonly #maxChars: number;
  #text = "";

  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  add(chunk: Buffer | string): void {
    this.#text = (this.#text + chunk).slice(-this.#maxChars);
  }

  toString(): string {
    return this.#text;
  }
}
