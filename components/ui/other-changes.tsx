"use client";

import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { changedLines, type OtherField } from "./three-way.ts";

interface OtherChangesProps<T extends object> {
  fields: readonly OtherField<T>[];
  /** What the fields are called on the form. */
  labels: Partial<Record<keyof T, string>>;
  /** A value in words; without it text is shown as it is and anything else as JSON. */
  inWords?: (name: keyof T, value: unknown) => string;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

const plainWords = (value: unknown) =>
  value === "" || value === null || value === undefined
    ? "nothing"
    : typeof value === "string"
      ? value
      : Array.isArray(value)
        ? value.join(", ") || "none"
        : JSON.stringify(value);

/** What somebody else saved while one was at work, beside one's own; nothing while there is none. */
export function OtherChanges<T extends object>(props: OtherChangesProps<T>) {
  const { fields, labels, inWords = (_, value) => plainWords(value), onKeepMine, onTakeTheirs } = props;
  if (fields.length === 0) return null;
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
          <div key={String(field.name)}>
            <dt className="font-medium text-ink">{labels[field.name] ?? String(field.name)}</dt>
            {[field.before, field.theirs, field.mine].some((value) => String(value).includes("\n")) ? (
              <TextChange field={field} />
            ) : (
              <dd>
                <ValueChange field={field} words={(value) => inWords(field.name, value)} />
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

function ValueChange<T>({ field, words }: { field: OtherField<T>; words: (value: unknown) => string }) {
  return (
    <>
      was <code className="break-words">{words(field.before)}</code>, is now{" "}
      <code className="break-words">{words(field.theirs)}</code>
      {field.isConflict && (
        <>
          ; yours is <code className="break-words">{words(field.mine)}</code>
        </>
      )}
    </>
  );
}

function TextChange<T>({ field }: { field: OtherField<T> }) {
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
