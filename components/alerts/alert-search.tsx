"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import { type AlertFilter, alertsHref } from "./alert-filter.ts";

/** Narrows the list to titles that hold what is typed; "/" goes there, Escape leaves. */
export function AlertSearch({ filter }: { filter: AlertFilter }) {
  const router = useRouter();
  const [text, setText] = useState(filter.text);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(filter);
  useEffect(() => {
    latest.current = filter;
  });
  useEffect(() => {
    if (text.trim() === latest.current.text) return;
    const timer = setTimeout(
      () => router.replace(alertsHref(latest.current, { text: text.trim() }), { scroll: false }),
      250,
    );
    return () => clearTimeout(timer);
  }, [text, router]);
  useHotkeys({ "/": () => input.current?.focus() });
  return (
    <label className="flex min-h-[28px] items-center gap-2 rounded-full border border-line bg-surface px-2.5 text-ink-3 focus-within:outline-2 focus-within:outline-brand focus-within:outline-offset-2">
      <Search size={14} aria-hidden="true" />
      <span className="sr-only">Filter by title</span>
      <input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        placeholder="Filter"
        className="w-28 bg-transparent text-ink text-small outline-none max-[720px]:text-base"
      />
    </label>
  );
}
