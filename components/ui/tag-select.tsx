"use client";

import { Command } from "cmdk";
import { Check, X } from "lucide-react";
import { Popover } from "radix-ui";
import { useRef, useState } from "react";
import { classNames } from "./class-names.ts";
import { labelId, useFieldWiring } from "./field.tsx";
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

/** Any of a long list: a combobox with tags. Typing filters, Enter adds or removes, Backspace removes the last tag. */
export function TagSelect(props: TagSelectProps) {
  const { options, values, onChange, placeholder = "Choose", emptyText = "Nothing fits", isMono } = props;
  const { id: fieldId, ...attributes } = useFieldWiring({});
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const labelOf = (value: string) => options.find((option) => option.value === value)?.label ?? value;
  const fitting = fittingOptions(options, typed);
  const shown = fitting.slice(0, maxShown);
  const groups = [...new Set(shown.map((option) => option.group ?? ""))];

  function toggle(value: string) {
    onChange(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);
    setTyped("");
    input.current?.focus();
  }

  return (
    <Command loop shouldFilter={false} label={placeholder} className="relative">
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        <Popover.Anchor asChild>
          <div
            className={classNames(
              "flex min-h-9 w-full flex-wrap items-center gap-1.5 rounded-control border bg-surface px-2 py-1",
              "focus-within:outline-2 focus-within:outline-brand focus-within:outline-offset-2",
              attributes["aria-invalid"] ? "border-fail" : "border-line-strong",
            )}
          >
            {values.map((value) => (
              <span
                key={value}
                className={classNames(
                  "flex items-center gap-1 rounded-chip border border-line bg-sunken pl-[7px]",
                  isMono && "font-mono text-quiet",
                )}
              >
                {labelOf(value)}
                <button
                  type="button"
                  aria-label={`Remove ${labelOf(value)}`}
                  onClick={() => toggle(value)}
                  className="flex size-5 items-center justify-center text-ink-3 hover:text-ink"
                >
                  <X size={12} aria-hidden="true" />
                </button>
              </span>
            ))}
            <Command.Input
              asChild
              ref={input}
              value={typed}
              onValueChange={(text) => {
                setTyped(text);
                setOpen(true);
              }}
              onFocus={() => setOpen(true)}
              onClick={() => setOpen(true)}
              onKeyDown={(event) => {
                const last = values.at(-1);
                if (event.key === "Backspace" && typed === "" && last !== undefined) toggle(last);
                if (event.key === "Escape" && isOpen) {
                  event.stopPropagation();
                  setOpen(false);
                }
                if (event.key === "ArrowDown") setOpen(true);
                if (event.key === "Enter" && !isOpen) {
                  event.preventDefault();
                  setOpen(true);
                }
                if (event.key === "Tab") setOpen(false);
              }}
              placeholder={values.length === 0 ? placeholder : ""}
              className="min-w-24 flex-1 bg-transparent px-1 py-0.5 outline-none max-[720px]:text-base"
            >
              {/* Its own attributes win over cmdk's; the id must stay cmdk's, which returns focus by it. */}
              <input
                {...attributes}
                {...(fieldId ? { "aria-labelledby": labelId(fieldId) } : {})}
                {...(isOpen ? {} : { "aria-expanded": false, "aria-controls": undefined })}
              />
            </Command.Input>
          </div>
        </Popover.Anchor>
        {/* Kept where it is, not moved to the body, so that the list stays part of the combobox. */}
        <Popover.Content
          aria-label={placeholder}
          align="start"
          sideOffset={5}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (input.current?.parentElement?.contains(event.target as Node)) event.preventDefault();
          }}
          className="z-40 w-(--radix-popover-trigger-width) rounded-surface border border-line bg-surface p-1 shadow-float"
        >
          <Command.List className="max-h-72 overflow-y-auto overscroll-contain">
            <Command.Empty className="px-3 py-2 text-ink-3">{emptyText}</Command.Empty>
            {groups.map((group) => (
              <Command.Group
                key={group}
                heading={group || undefined}
                className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-quiet"
              >
                {shown
                  .filter((option) => (option.group ?? "") === group)
                  .map((option) => (
                    <Command.Item
                      key={option.value}
                      value={option.value}
                      onSelect={() => toggle(option.value)}
                      className="flex cursor-pointer items-start gap-2 rounded-control px-2.5 py-1.5 data-[selected=true]:bg-sunken"
                    >
                      <Check
                        size={14}
                        aria-hidden="true"
                        className={classNames(
                          "mt-1 shrink-0 text-brand",
                          !values.includes(option.value) && "invisible",
                        )}
                      />
                      <span className="min-w-0">
                        <span className={classNames(isMono && "font-mono text-quiet")}>{option.label}</span>
                        {values.includes(option.value) && <span className="sr-only">, chosen</span>}
                        {option.help && <span className="block text-ink-3 text-small">{option.help}</span>}
                      </span>
                    </Command.Item>
                  ))}
              </Command.Group>
            ))}
            {fitting.length > shown.length && (
              <p className="px-2.5 pt-1.5 pb-1 text-ink-3 text-small">
                {exactCount(fitting.length - shown.length)} more: type to find them
              </p>
            )}
          </Command.List>
        </Popover.Content>
      </Popover.Root>
    </Command>
  );
}
