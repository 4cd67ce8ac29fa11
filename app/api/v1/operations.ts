import type { Operation } from "#lib/api/define-operation.ts";

/** Every operation of the public REST API. */
export const operations: readonly Operation[] = [];
