/** Client-safe shapes of the audit log: nothing here may import from the server. */

/** What an entry is about. `type` is the thing's name in operation ids, such as `destination`. */
export type AuditTarget = { type: string; id: string; name?: string };

/** What was done, in the vocabulary of operation ids: `destination.replace`. */
export type AuditAction = `${string}.${string}`;

/** What there is to know of it besides, for example `{ before, after }`. Never a secret, not even a sealed one. */
export type AuditDetail = Record<string, unknown>;
