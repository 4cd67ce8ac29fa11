import { viewOfAlert } from "#components/system-errors/registry.tsx";
import type { Alert } from "#lib/alerts/schema.ts";

/** Rows in their order; those of one cause that follow each other are a group. */
export function groupByCause(rows: readonly Alert[]): Alert[][] {
  const groups: { key: string | null; rows: Alert[] }[] = [];
  for (const alert of rows) {
    const key = viewOfAlert(alert)?.causeKey?.(alert.context) ?? null;
    const last = groups.at(-1);
    if (last && key !== null && last.key === key) last.rows.push(alert);
    else groups.push({ key, rows: [alert] });
  }
  return groups.map((group) => group.rows);
}
