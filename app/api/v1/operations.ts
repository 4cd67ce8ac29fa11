import type { Operation } from "#lib/api/define-operation.ts";
import { logSourceOperations } from "#lib/log-sources/operations.ts";

/** Every operation of the public REST API. */
export const operations: readonly Operation[] = [...logSourceOperations];
