/** Longer than the status line of any answer with what interim answers come before it. */
const maxHeadBytes = 16 * 1024;

/**
 * The beginning of what a server sends, kept beside the HTTP parser: when that gives up half-way, the status line has
 * been received all the same, and it says whether the request was taken (RFC 9112 section 4).
 */
export class AnswerHead {
  #text = "";

  add(chunk: Buffer): void {
    if (this.#text.length < maxHeadBytes) this.#text += chunk.toString("latin1", 0, maxHeadBytes);
  }

  /** The status of the final answer, past any 1xx; null while its status line is not complete, or is none. */
  status(): number | null {
    let rest = this.#text;
    for (;;) {
      const line = /^HTTP\/\d\.\d ([1-9]\d\d)(?: [^\n]*)?\r?\n/.exec(rest);
      if (!line) return null;
      const status = Number(line[1]);
      if (status >= 200) return status;
      const end = /\r?\n\r?\n/.exec(rest);
      if (!end) return null;
      rest = rest.slice(end.index + end[0].length);
    }
  }
}
