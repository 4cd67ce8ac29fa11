"use client";

import { useRef } from "react";
import { ApiError } from "#components/shell/api-error.ts";
import { callOperation } from "#components/shell/call-operation.ts";
import { isRefusal } from "#components/shell/failure-words.ts";
import type { SchemaDetail } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import type { SchemaDraft } from "./schema-draft.ts";

/**
 * Saves a schema, or makes one where `isNew`. When no answer came to the making of one, a name that is taken the next time by
 * a schema of the same text is what was made then, and is answered.
 */
export function useSaveSchema(isNew: boolean) {
  const isOpen = useRef(false);

  async function made(name: string, spec: string): Promise<SchemaDetail | null> {
    const there = await callOperation("GET /schemas/{name}", { params: { name } });
    return there.spec === spec && there.revision === 1 ? there : null;
  }

  return async ({ name, spec }: SchemaDraft, ifMatch: string | undefined): Promise<SchemaDetail> => {
    const params = { name: `${customPrefix}${name.trim()}` };
    try {
      return await callOperation("PUT /schemas/{name}", {
        params,
        body: isNew ? { spec, revision: 0 } : { spec },
        ifMatch,
      });
    } catch (error) {
      const isTaken = isNew && error instanceof ApiError && error.status === 409;
      const found = isTaken && isOpen.current ? await made(params.name, spec) : null;
      isOpen.current = !isRefusal(error);
      if (found) return found;
      throw error;
    }
  };
}
