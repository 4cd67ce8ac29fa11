"use client";

import { useState } from "react";
import { callOperation } from "#components/shell/call-operation.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertStatus } from "#lib/alerts/terms.ts";
import type { AlertListQuery } from "./queries.ts";

/** What a change of many is about. */
export type AlertTarget = { id: string; status: AlertStatus };

const idsAtOnce = 1000;

/** All alerts that a query finds, whatever its page. @throws what the API refuses. */
async function findTargets({ limit: _, ...query }: AlertListQuery): Promise<AlertTarget[]> {
  const found: AlertTarget[] = [];
  let cursor: string | undefined;
  do {
    const page = await callOperation("GET /alert-ids", { query: { ...query, limit: idsAtOnce, cursor } });
    found.push(...page.results);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/**
 * The rows that are chosen: those that are shown and ticked, or, once asked for, all that the filter finds. What is not
 * shown is acted on only in the second case, and the number says so.
 */
export function useSelection(rows: readonly Alert[], query: AlertListQuery) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState<readonly AlertTarget[] | null>(null);
  const [isFinding, setFinding] = useState(false);
  const ticked = rows.filter((alert) => ids.has(alert.id));

  function set(next: Iterable<string>) {
    setAll(null);
    setIds(new Set(next));
  }
  return {
    targets: (all ?? ticked) as readonly AlertTarget[],
    isAll: all !== null,
    isFinding,
    has: (id: string) => ids.has(id),
    isEveryRow: rows.length > 0 && ticked.length === rows.length,
    select: (id: string, isSelected: boolean) => set([...ids].filter((one) => one !== id).concat(isSelected ? id : [])),
    selectRows: (some: readonly Alert[]) => set(some.map((alert) => alert.id)),
    clear: () => set([]),
    /** @throws what the API refuses. */
    async selectAll() {
      setFinding(true);
      try {
        const found = await findTargets(query);
        setIds(new Set(rows.map((alert) => alert.id)));
        setAll(found);
      } finally {
        setFinding(false);
      }
    },
  };
}

export type Selection = ReturnType<typeof useSelection>;
