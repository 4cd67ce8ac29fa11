"use client";

import { type KeyboardEvent, type RefObject, useId } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { useFieldWiring } from "#components/ui/field.tsx";
import type { SchemaError } from "#lib/schemas/schema.ts";

interface YamlEditorProps {
  value: string;
  onChange: (value: string) => void;
  errors: readonly SchemaError[];
  editor: RefObject<HTMLTextAreaElement | null>;
}

/** A text area with line numbers; lines with a mistake are marked. Enter keeps the indentation, Tab leaves, as everywhere. */
export function YamlEditor({ value, onChange, errors, editor }: YamlEditorProps) {
  const wiring = useFieldWiring({});
  const hintId = useId();
  const lines = value.split("\n");
  const broken = new Set(errors.map((error) => error.line));
  const widest = Math.max(40, ...lines.map((line) => line.length));

  function keepIndentation(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    const { selectionStart } = event.currentTarget;
    const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
    // A list item's next line stands under its first key.
    const indentation = " ".repeat(/^ *(- )?/.exec(line)?.[0].length ?? 0);
    if (indentation === "") return;
    event.preventDefault();
    // Deprecated, and the one way that keeps the browser's undo.
    document.execCommand("insertText", false, `\n${indentation}`);
  }

  return (
    <div
      className={classNames(
        "flex max-h-[62vh] min-h-64 overflow-auto rounded-control border bg-surface font-mono text-quiet leading-[20px] focus-within:outline-2 focus-within:outline-brand focus-within:outline-offset-2",
        wiring["aria-invalid"] ? "border-fail" : "border-line-strong",
      )}
    >
      <div
        aria-hidden="true"
        className="sticky left-0 z-10 h-fit min-h-full select-none bg-sunken py-2 text-right text-ink-3"
      >
        {lines.map((_, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            key={at}
            className={classNames("px-2.5", broken.has(at + 1) && "bg-fail-soft font-semibold text-fail-ink")}
          >
            {at + 1}
          </div>
        ))}
      </div>
      <textarea
        {...wiring}
        ref={editor}
        name="spec"
        value={value}
        rows={lines.length}
        wrap="off"
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        aria-describedby={classNames(wiring["aria-describedby"], hintId)}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={keepIndentation}
        style={{ minWidth: `calc(${widest}ch + 32px)` }}
        className="block h-fit min-h-full flex-1 resize-none overflow-hidden whitespace-pre bg-transparent px-3 py-2 leading-[20px] outline-none"
      />
      <span id={hintId} className="sr-only">
        Tab moves on to the next control
      </span>
    </div>
  );
}

/** Puts the caret where a mistake is and shows it. */
export function goToMistake(editor: HTMLTextAreaElement, { line, column }: Pick<SchemaError, "line" | "column">): void {
  const lines = editor.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const at = before + Math.min(column - 1, lines[line - 1]?.length ?? 0);
  editor.focus();
  editor.setSelectionRange(at, before + (lines[line - 1]?.length ?? 0));
  const frame = editor.parentElement;
  if (frame) frame.scrollTop = Math.max(0, (line - 1) * 20 - frame.clientHeight / 2);
}
