import { CircleCheck, CircleX } from "lucide-react";
import { plural } from "#components/ui/number-format.ts";
import type { SchemaError } from "#lib/schemas/schema.ts";

interface MistakesProps {
  mistakes: readonly SchemaError[];
  isKnown: boolean;
  /** The text was refused for a reason that is said under it. */
  isRefused: boolean;
  failure: string | undefined;
  onGo: (mistake: SchemaError) => void;
}

/** The mistakes of a text with their places, each a button that goes there. */
export function Mistakes({ mistakes, isKnown, isRefused, failure, onGo }: MistakesProps) {
  return (
    <section aria-label="Mistakes" aria-live="polite" className="min-w-0">
      {failure ? (
        <p className="text-small text-warn-ink">Not checked: {failure}</p>
      ) : !isKnown ? (
        <p className="text-ink-3 text-small">Being checked</p>
      ) : mistakes.length === 0 && isRefused ? null : mistakes.length === 0 ? (
        <p className="flex items-center gap-2 text-ok-ink">
          <CircleCheck size={16} aria-hidden="true" />
          No mistakes
        </p>
      ) : (
        <>
          <p className="mb-1.5 flex items-center gap-2 font-semibold text-fail-ink">
            <CircleX size={16} aria-hidden="true" />
            {plural(mistakes.length, "mistake")}
          </p>
          <ul className="overflow-hidden rounded-surface border border-line bg-surface">
            {mistakes.map((mistake) => (
              <li
                key={`${mistake.line} ${mistake.column} ${mistake.message}`}
                className="border-line border-t first:border-t-0"
              >
                <button
                  type="button"
                  onClick={() => onGo(mistake)}
                  className="block w-full px-3 py-2 text-left -outline-offset-2 hover:bg-sunken"
                >
                  <span className="block text-ink-3 text-quiet">
                    Line {mistake.line}, column {mistake.column}
                  </span>
                  <span className="break-words text-small">{mistake.message}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
