"use client";

import { Check, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { useFieldWiring } from "./field.tsx";
import { exactCount } from "./number-format.ts";

export interface TagOption {
  value: string;
  label: string;
  /** A second, quiet line ("AWS CloudTrail events, 42 fields"). */
  help?: string;
  /** A heading the option stands under. */
  group?: string;
}

interface TagSelectProps {
  options: readonly TagOption[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string;
  /** Said when nothing fits what was typed. */
  emptyText?: string;
  /** Tags and options in IBM Plex Mono (log types). */
  isMono?: boolean;
}

/** So many are drawn; the rest is found by typing. */
const maxShown = 100;

/** The options that hold every word typed, in any case. */
function fittingOptions(options: readonly TagOption[], typed: string): readonly TagOption[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return options;
  return options.filter(({ value, label, help = "" }) => {
    const text = `${label} ${value} ${help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * Any of a long list: a combobox with tags. Typing filters, the arrows move, Enter adds or removes, Backspace removes the last
 * tag. After the pattern "editable combobox with list autocomplete" (w3.org/WAI/ARIA/apg/patterns/combobox).
 */
export function TagSelect(props: TagSelectProps) {
  const { options, values, onChange, placeholder = "Choose", isMono } = props;
  const wiring = useFieldWiring({});
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const fitting = fittingOptions(options, typed);
  const shown = fitting.slice(0, maxShown);
  const active = shown[Math.min(at, shown.length - 1)];

  useEffect(() => {
    if (!isOpen) return;
    const close = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, [isOpen]);

  function toggle(value: string) {
    onChange(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);
    setTyped("");
    input.current?.focus();
  }

  function move(to: number) {
    const next = (to + shown.length) % Math.max(1, shown.length);
    setOpen(true);
    setAt(isOpen ? next : 0);
    document.getElementById(`${listId}-${isOpen ? next : 0}`)?.scrollIntoView({ block: "nearest" });
  }

  /** @returns whether the key is the list's alone. */
  function press(key: string): boolean {
    if (key === "ArrowDown") move(at + 1);
    else if (key === "ArrowUp") move(at - 1);
    else if (key !== "Enter") return false;
    else if (isOpen && active) toggle(active.value);
    else setOpen(true);
    return true;
  }

  function onKeyDown(event: KeyboardEvent) {
    const last = values.at(-1);
    if (event.key === "Backspace" && typed === "" && last !== undefined) toggle(last);
    if (event.key === "Tab") setOpen(false);
    if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      setOpen(false);
    }
    if (press(event.key)) event.preventDefault();
  }

  const rowOf = (option: TagOption) => shown.indexOf(option);
  return (
    <div ref={box} className="relative">
      <div
        className={classNames(
          "flex min-h-9 w-full flex-wrap items-center gap-1.5 rounded-control border bg-surface px-2 py-1",
          "focus-within:outline-2 focus-within:outline-brand focus-within:outline-offset-2",
          wiring["aria-invalid"] ? "border-fail" : "border-line-strong",
        )}
      >
        {values.map((value) => (
          <Tag
            key={value}
            label={options.find((option) => option.value === value)?.label ?? value}
            isMono={isMono}
            onRemove={() => toggle(value)}
          />
        ))}
        <input
          {...wiring}
          ref={input}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen && active ? `${listId}-${rowOf(active)}` : undefined}
          value={typed}
          placeholder={values.length === 0 ? placeholder : ""}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onKeyDown={onKeyDown}
          className="min-w-24 flex-1 bg-transparent px-1 py-0.5 outline-none max-[720px]:text-base"
        />
      </div>
      {isOpen && (
        <Options
          {...props}
          id={listId}
          shown={shown}
          hidden={fitting.length - shown.length}
          active={active}
          onPoint={(option) => setAt(rowOf(option))}
          onToggle={toggle}
        />
      )}
    </div>
  );
}

function Tag({ label, isMono, onRemove }: { label: string; isMono: boolean | undefined; onRemove: () => void }) {
  return (
    <span
      className={classNames(
        "flex items-center gap-1 rounded-chip border border-line bg-sunken pl-[7px]",
        isMono && "font-mono text-quiet",
      )}
    >
      {label}
      <button
        type="button"
        aria-label={`Remove ${label}`}
        onClick={onRemove}
        className="flex size-5 items-center justify-center text-ink-3 hover:text-ink"
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}

interface OptionsProps extends TagSelectProps {
  id: string;
  shown: readonly TagOption[];
  /** How many more fit. */
  hidden: number;
  active: TagOption | undefined;
  onPoint: (option: TagOption) => void;
  onToggle: (value: string) => void;
}

/** The list under the field. It never takes the focus: the field points to what is active. */
function Options(props: OptionsProps) {
  const { id, shown, hidden, active, values, placeholder = "Choose", emptyText = "Nothing fits", isMono } = props;
  const groups = [...new Set(shown.map((option) => option.group ?? ""))];
  return (
    <div className="absolute inset-x-0 top-full z-40 mt-[5px] rounded-surface border border-line bg-surface p-1 shadow-float">
      {shown.length === 0 && <p className="px-3 py-2 text-ink-3">{emptyText}</p>}
      <div
        id={id}
        role="listbox"
        aria-multiselectable="true"
        aria-label={placeholder}
        className="max-h-72 overflow-y-auto overscroll-contain"
        onPointerDown={(event) => event.preventDefault()}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a list of options has groups, and no fieldsets
          <div key={group} role="group" aria-label={group || undefined}>
            {group && <p className="px-2.5 pt-2 pb-1 text-ink-3 text-quiet">{group}</p>}
            {shown
              .filter((option) => (option.group ?? "") === group)
              .map((option) => {
                const isChosen = values.includes(option.value);
                return (
                  // biome-ignore lint/a11y/useFocusableInteractive: the combobox keeps the focus
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox takes the keys
                  <div
                    key={option.value}
                    id={`${id}-${shown.indexOf(option)}`}
                    role="option"
                    aria-selected={isChosen}
                    onPointerMove={() => props.onPoint(option)}
                    onClick={() => props.onToggle(option.value)}
                    data-highlighted={option === active ? "" : undefined}
                    className="flex cursor-pointer items-start gap-2 rounded-control px-2.5 py-1.5 data-[highlighted]:bg-sunken"
                  >
                    <Check
                      size={14}
                      aria-hidden="true"
                      className={classNames("mt-1 shrink-0 text-brand", !isChosen && "invisible")}
                    />
                    <span className="min-w-0">
                      <span className={classNames(isMono && "font-mono text-quiet")}>{option.label}</span>
                      {option.help && <span className="block text-ink-3 text-small">{option.help}</span>}
                    </span>
                  </div>
                );
              })}
          </div>
        ))}
      </div>
      {hidden > 0 && (
        <p className="px-2.5 pt-1.5 pb-1 text-ink-3 text-small">{exactCount(hidden)} more: type to find them</p>
      )}
    </div>
  );
}
