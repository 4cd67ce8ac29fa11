import { Card } from "#components/ui/card.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import { Pill } from "#components/ui/pill.tsx";
import type { FieldRow } from "./field-rows.ts";

const indent = 18;

/** The fields of a schema: name, type, rules and what each is for. Two lines a row where it is small. */
export function SchemaFields({ rows }: { rows: readonly FieldRow[] }) {
  const required = rows.filter((row) => row.isRequired && row.depth === 0).length;
  return (
    <Card
      title="Fields"
      note={`${exactCount(rows.length)} with nested ones, ${exactCount(required)} required at the top`}
      isFlush
    >
      <ul className="@container">
        {rows.map((row) => (
          <li
            key={row.path}
            className="grid gap-x-4 gap-y-0.5 border-line border-t px-[18px] py-2 @min-[620px]:grid-cols-[minmax(0,5fr)_minmax(0,2fr)_minmax(0,6fr)]"
          >
            <div
              className="flex min-w-0 flex-wrap items-baseline gap-x-2"
              style={{ paddingLeft: Math.min(row.depth, 6) * indent }}
            >
              <code title={row.path} className="break-all">
                {row.name}
              </code>
              {row.isRequired && <Pill tone="neutral">Required</Pill>}
            </div>
            <span className="text-ink-2 text-small @max-[620px]:hidden">{row.type}</span>
            <div className="min-w-0 text-ink-2 text-small @max-[620px]:pl-[18px]">
              <span className="@min-[620px]:hidden">{row.type}. </span>
              {row.description}
              {row.notes.length > 0 && <span className="block text-ink-3">{row.notes.join("; ")}</span>}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
