import "server-only";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Actor } from "#lib/auth/actor.ts";
import type { OnceOnly } from "#lib/change.ts";
import { db, sql as poolSql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { seal, unseal } from "#lib/secrets.ts";
import type { Sql } from "#lib/sql.ts";

/** How long an answer can be asked for again. */
const keptMs = 24 * 60 * 60 * 1000;
const maxKeyLength = 255;

/** Another request with the same key was quicker: its answer is this one's as well. */
class KeyTaken extends Error {}

/** The key of a request that creates, or null. @throws AppError (invalid). */
export function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || (key.length <= maxKeyLength && /^[\x21-\x7e]+$/.test(key))) return key;
  throw new AppError("invalid", `Idempotency-Key: must be 1 to ${maxKeyLength} visible ASCII characters`);
}

/** One request with a key. */
export class KeyedRequest {
  readonly #actor: Actor;
  readonly #now: Date;
  readonly #key: string;
  readonly #fingerprint: string;
  /** The answer that was stored, as JSON. */
  #kept: string | null = null;

  /** @param content method, path, query and body: what must be the same when the key is. */
  constructor(actor: Actor, now: Date, key: string, content: unknown) {
    this.#actor = actor;
    this.#now = now;
    this.#key = key;
    this.#fingerprint = createHash("sha256")
      .update(canonicalize(content) ?? "")
      .digest("base64url");
  }

  get #place(): string {
    return `idempotency_keys:${this.#actor.type}:${this.#actor.id}:${this.#key}`;
  }

  /**
   * Runs `create` unless it was run for this key before; then it gives that answer.
   * @param create must do its work in one unit of work that has `once`.
   * @throws AppError (key-reused) when the key came with another request; what `create` throws, and then the key is free.
   */
  async answer(create: (once: OnceOnly) => Promise<unknown>): Promise<{ answer: unknown; isReplayed: boolean }> {
    const kept = await this.#find();
    if (kept) return { ...kept, isReplayed: true };
    try {
      const answer = await create({ begin: (sql) => this.#claim(sql), end: (sql, made) => this.#keep(sql, made) });
      if (this.#kept === null) throw new Error("An operation that creates did so outside of a unit of work");
      // What is put to the answer after the commit belongs to it as well.
      if (JSON.stringify(answer) !== this.#kept) await this.#keep(poolSql, answer);
      return { answer, isReplayed: false };
    } catch (error) {
      const other = error instanceof KeyTaken ? await this.#find() : null;
      if (other) return { ...other, isReplayed: true };
      throw error;
    }
  }

  async #find(): Promise<{ answer: unknown } | null> {
    const row = await db.idempotencyKey.findUnique({
      where: {
        actorType_actorId_key: { actorType: this.#actor.type, actorId: this.#actor.id, key: this.#key },
        createdAt: { gt: new Date(this.#now.getTime() - keptMs) },
      },
    });
    if (!row) return null;
    if (row.fingerprint !== this.#fingerprint) {
      throw new AppError(
        "key-reused",
        "Idempotency-Key: came with another request before; a key is for one path and one body",
      );
    }
    const answer = unseal(row.sealedAnswer, this.#place);
    if (answer === "") throw new AppError("conflict", "Idempotency-Key: this was done, and its answer was lost");
    return { answer: JSON.parse(answer) };
  }

  /** Waits for another transaction that holds the same key. @throws KeyTaken when that one committed. */
  async #claim(sql: Sql): Promise<void> {
    const [now, since] = [this.#now, new Date(this.#now.getTime() - keptMs)];
    await sql`
      DELETE FROM idempotency_keys WHERE (actor_type, actor_id, key) IN (
        SELECT actor_type, actor_id, key FROM idempotency_keys WHERE created_at <= ${since} LIMIT 100
           FOR UPDATE SKIP LOCKED)`;
    const { count } = await sql`
      INSERT INTO idempotency_keys (actor_type, actor_id, key, fingerprint, created_at)
      VALUES (${this.#actor.type}, ${this.#actor.id}, ${this.#key}, ${this.#fingerprint}, ${now})
      ON CONFLICT (actor_type, actor_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, created_at = ${now}
        WHERE idempotency_keys.created_at <= ${since}`;
    if (count === 0) throw new KeyTaken();
  }

  async #keep(sql: Sql, answer: unknown): Promise<void> {
    // A unit of work that gives nothing has an answer once the operation gives one.
    this.#kept = JSON.stringify(answer) ?? "";
    await sql`
      UPDATE idempotency_keys SET sealed_answer = ${seal(this.#kept, this.#place)}
       WHERE actor_type = ${this.#actor.type} AND actor_id = ${this.#actor.id} AND key = ${this.#key}`;
  }
}
