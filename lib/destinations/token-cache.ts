/** A token that a receiver's sign-in gave. */
export interface Token {
  value: string;
  expiresAt: Date;
}

/** Before its end a token is replaced, so that none expires on its way. */
const earlyMs = 60_000;

/** Tokens of receivers that are signed in to (OAuth), kept in memory until shortly before they expire. */
export class TokenCache {
  readonly #tokens = new Map<string, Promise<Token>>();

  /**
   * The token under a key that holds all that it depends on, secrets included. It is asked for once, however many need it at
   * the same time; a failure is not kept.
   */
  async get(key: string, now: Date, ask: () => Promise<Token>): Promise<string> {
    const known = this.#tokens.get(key);
    if (known) {
      const token = await known;
      if (token.expiresAt.getTime() - earlyMs > now.getTime()) return token.value;
      if (this.#tokens.get(key) === known) this.#tokens.delete(key);
      return this.get(key, now, ask);
    }
    const asked = ask();
    this.#tokens.set(key, asked);
    try {
      return (await asked).value;
    } catch (error) {
      this.forget(key);
      throw error;
    }
  }

  /** For a token that the receiver refuses before its time. */
  forget(key: string): void {
    this.#tokens.delete(key);
  }
}
