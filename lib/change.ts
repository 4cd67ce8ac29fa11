import "server-only";
import type { AuditAction, AuditDetail, AuditTarget } from "#lib/audit-log/schema.ts";
import { type AuditEntry, writeAuditEntries } from "#lib/audit-log/write-entries.ts";
import { type Actor, systemActor } from "#lib/auth/actor.ts";
import { inGuardedTransaction, inPrismaTransaction, type PrismaModels, type Queryable } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { etagOf } from "#lib/etag.ts";
import { logger } from "#lib/logger.ts";
import { type Sql, sqlOn } from "#lib/sql.ts";

/**
 * What the thing must be for the change to be made: in the state that one of these ETags stands for (`If-Match`), not there yet
 * (`If-None-Match: *`), or anything (null).
 */
export type IfMatch = readonly string[] | "none-yet" | null;

/** Who changes something, when, and where the request came from. An operation's context is one. */
export interface ChangeContext {
  readonly actor: Actor;
  readonly now: Date;
  readonly requestId?: string;
  readonly remoteAddress?: string | null;
  readonly userAgent?: string | null;
  readonly ifMatch?: IfMatch;
  /** What keeps a request that is sent twice from being done twice. */
  readonly once?: OnceOnly | null;
}

/** What runs first and last in the unit of work of a request that is done once at most. */
export interface OnceOnly {
  /** @throws to roll back, because it was done before. */
  begin(sql: Sql): Promise<void>;
  /** Stores what `work` returned, which is what the request is answered with. */
  end(sql: Sql, result: unknown): Promise<void>;
}

/**
 * A unit of work: one transaction, one actor, one instant. Everything a change does goes through it; it can be used until
 * the change's `work` returns, not later.
 */
export interface Tx extends Queryable {
  readonly actor: Actor;
  readonly now: Date;
  /** One statement on the transaction's connection. `query` is for what it cannot say, such as COPY. */
  readonly sql: Sql;
  /** Notes what was done for the audit log; written before the commit. @param detail no secrets. */
  audit(action: AuditAction, target: AuditTarget, detail?: AuditDetail): void;
  /**
   * Holds `If-Match` against the thing that is about to be changed, whose row must be locked by now. A unit of work whose
   * request has `If-Match` must call it.
   * @param version what the operation's `version` makes of the thing; null when there is no such thing.
   * @param current the thing as the API answers it.
   * @throws AppError (changed) with the thing as it is by now.
   */
  requireVersion(version: unknown, current: unknown): void;
  /** After the commit, says that these destinations are owed messages, now or from `at` on. */
  deliveriesDue(destinationIds: Iterable<string>, at?: Date): void;
  /** After the commit, says that batches of these log sources wait to be classified. */
  batchesWaiting(sourceIds: Iterable<string>): void;
  /** After the commit, says that the kept failing lines of these log sources are to be judged again: other schemas are theirs now. */
  judgementsDue(sourceIds: Iterable<string>): void;
}

/** The unit of work of a person's change: it can call Prisma's models as well. */
export interface PrismaTx extends Tx {
  readonly prisma: PrismaModels;
}

/** Destinations that are owed messages: now, or from `at` on. */
export interface DueDeliveries {
  destinationId: string;
  at?: Date;
}

/** How the product says that work waits. Rows say the same, and sweeps find them, so a notice that is lost only delays. */
export interface NoticeSenders {
  deliveriesDue(due: DueDeliveries[]): Promise<void> | void;
  batchesWaiting(sourceIds: string[]): Promise<void> | void;
  judgementsDue(sourceIds: string[]): Promise<void> | void;
}

/** Next evaluates a module once a bundle; the senders are one a process all the same. */
const shared = globalThis as typeof globalThis & { telltaleNoticeSenders?: NoticeSenders };

/** Says how notices are sent. The composition roots call it once; without it nothing is sent. */
export function sendNoticesWith(senders: NoticeSenders): void {
  shared.telltaleNoticeSenders = senders;
}

class Notices {
  readonly #due = new Map<string, DueDeliveries>();
  readonly #sources = new Set<string>();
  readonly #judged = new Set<string>();

  deliveriesDue(destinationIds: Iterable<string>, at?: Date): void {
    for (const destinationId of destinationIds) {
      this.#due.set(
        `${destinationId} ${at?.getTime() ?? ""}`,
        at === undefined ? { destinationId } : { destinationId, at },
      );
    }
  }

  batchesWaiting(sourceIds: Iterable<string>): void {
    for (const id of sourceIds) this.#sources.add(id);
  }

  judgementsDue(sourceIds: Iterable<string>): void {
    for (const id of sourceIds) this.#judged.add(id);
  }

  /** Never throws: the change it follows has happened. */
  async send(): Promise<void> {
    const senders = shared.telltaleNoticeSenders;
    if (!senders) return;
    try {
      if (this.#due.size > 0) await senders.deliveriesDue([...this.#due.values()]);
      if (this.#sources.size > 0) await senders.batchesWaiting([...this.#sources]);
      if (this.#judged.size > 0) await senders.judgementsDue([...this.#judged]);
    } catch (error) {
      logger.warn({ err: error }, "a notice could not be sent; the sweep will find its rows");
    }
  }
}

function holdsVersion(ifMatch: NonNullable<IfMatch>, version: unknown): boolean {
  if (ifMatch === "none-yet") return version === null;
  return version !== null && ifMatch.some((etag) => etag === "*" || etag === etagOf(version));
}

function unitOfWork(context: ChangeContext, queries: Queryable, notices: Notices) {
  const entries: AuditEntry[] = [];
  const { ifMatch = null } = context;
  let isCompared = ifMatch === null;
  const sql = sqlOn(queries);
  const { actor, now, requestId = null, remoteAddress = null, userAgent = null } = context;
  const tx: Tx = {
    actor,
    now,
    sql,
    query: queries.query,
    audit: (action, target, detail = {}) => void entries.push({ action, target, detail }),
    requireVersion(version, thing) {
      isCompared = true;
      if (ifMatch === null || holdsVersion(ifMatch, version)) return;
      throw new AppError("changed", "It was changed in the meantime; what it is by now comes with this answer", {
        current: { thing, etag: version === null ? null : etagOf(version) },
      });
    },
    deliveriesDue: (destinationIds, at) => notices.deliveriesDue(destinationIds, at),
    batchesWaiting: (sourceIds) => notices.batchesWaiting(sourceIds),
    judgementsDue: (sourceIds) => notices.judgementsDue(sourceIds),
  };
  async function finish(): Promise<void> {
    if (!isCompared) throw new Error("A change that was asked for with If-Match compared no version");
    await writeAuditEntries(sql, { actor, now, requestId, remoteAddress, userAgent }, entries);
  }
  return { tx, finish };
}

/**
 * A person's change: runs `work` in one transaction in which Prisma's models and SQL share a connection, writes its audit
 * entries in it, and sends its notices after the commit. Not for batches: it costs a millisecond more than `systemChange`.
 * @throws what `work` throws; then nothing is stored and nothing is sent.
 */
export async function change<T>(context: ChangeContext, work: (tx: PrismaTx) => Promise<T>): Promise<T> {
  const notices = new Notices();
  const result = await inPrismaTransaction(async (prisma, queries) => {
    const { tx, finish } = unitOfWork(context, queries, notices);
    await context.once?.begin(tx.sql);
    const done = await work({ ...tx, prisma });
    await finish();
    await context.once?.end(tx.sql, done);
    return done;
  });
  await notices.send();
  return result;
}

/**
 * A change that the product itself makes (a batch, a tick, a delivery): as `change`, in a plain transaction.
 * @throws what `work` throws; then nothing is stored and nothing is sent.
 */
export async function systemChange<T>(now: Date, work: (tx: Tx) => Promise<T>): Promise<T> {
  const notices = new Notices();
  const result = await inGuardedTransaction(async (queries) => {
    const { tx, finish } = unitOfWork({ actor: systemActor, now }, queries, notices);
    const done = await work(tx);
    await finish();
    return done;
  });
  await notices.send();
  return result;
}

/** Sends notices of what was stored without a unit of work, such as a body that intake took in. */
export async function notify(tell: (notices: Pick<Tx, "deliveriesDue" | "batchesWaiting">) => void): Promise<void> {
  const notices = new Notices();
  tell(notices);
  await notices.send();
}
