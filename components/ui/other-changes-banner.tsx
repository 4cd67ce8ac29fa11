"use client";

import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { changedLines, type OtherField } from "./three-way.ts";

export interface OtherChangesProps {
  fields: readonly OtherField[];
  /** What the fields are called on the form, by their path. */
  labels: Readonly<Record<string, string>>;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

function itemInWords(item: unknown): string {
  return Array.isArray(item) ? item.join(": ") : String(item);
}

function inWords(value: unknown): string {
  if (value === "" || value === null || value === undefined) return "nothing";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.map(itemInWords).join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The change, and what to do about it. */
export function OtherChangesBanner({ fields, labels, onKeepMine, onTakeTheirs }: OtherChangesProps) {
  const conflicts = fields.filter((field) => field.isConflict);
  return (
    <Banner tone="warn" role="alert" title="Somebody else saved a change meanwhile">
      <p>
        {conflicts.length === 0
          ? "It is in the form now; what you changed is still here."
          : "You both changed the same. Choose which stays; until then nothing is saved."}
      </p>
      <dl className="my-2 grid gap-2">
        {fields.map((field) => (
          <div key={field.path}>
            <dt className="font-medium text-ink">{labels[field.path] ?? field.path}</dt>
            {[field.before, field.theirs, field.mine].some((value) => String(value).includes("\n")) ? (
              <TextChange field={field} />
            ) : (
              <dd>
                <ValueChange field={field} />
              </dd>
            )}
          </div>
        ))}
      </dl>
      <div className="flex flex-wrap gap-2">
        {conflicts.length === 0 ? (
          <Button size="small" onClick={onKeepMine}>
            Go on with both
          </Button>
        ) : (
          <>
            <Button size="small" onClick={onKeepMine}>
              Keep mine
            </Button>
            <Button size="small" onClick={onTakeTheirs}>
              Take theirs
            </Button>
          </>
        )}
      </div>
    </Banner>
  );
}

function ValueChange({ field }: { field: OtherField }) {
  return (
    <>
      was <code className="break-words">{inWords(field.before)}</code>, is now{" "}
      <code className="break-words">{inWords(field.theirs)}</code>
      {field.isConflict && (
        <>
          ; yours is <code className="break-words">{inWords(field.mine)}</code>
        </>
      )}
    </>
  );
}

function TextChange({ field }: { field: OtherField }) {
  return (
    <dd>
      <Lines label="Theirs" before={String(field.before)} after={String(field.theirs)} />
      {field.isConflict && <Lines label="Yours" before={String(field.before)} after={String(field.mine)} />}
    </dd>
  );
}

function Lines({ label, before, after }: { label: string; before: string; after: string }) {
  return (
    <figure className="mt-1">
      <figcaption className="text-small">{label}</figcaption>
      <pre className="max-h-60 overflow-auto rounded-control border border-line bg-surface px-3 py-2 text-ink-2">
        {changedLines(before, after).map(({ sign, text }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <span key={at} className={sign === "+" ? "text-ok-ink" : sign === "-" ? "text-fail-ink" : undefined}>
            {`${sign} ${text}\n`}
          </span>
        ))}
      </pre>
    </figure>
  );
}
