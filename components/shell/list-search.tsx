"use client";

import { Search } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useHotkeys } from "./hotkeys.tsx";

interface ListSearchProps {
  /** "Search log sources". */
  label: string;
  /** What can be found: "Name or log type". */
  placeholder: string;
}

/** From the last letter to the question. */
const pauseMs = 200;

/**
 * Narrows a list on the server to what is typed, which is `q` of the URL. The first letter makes a place of its own that
 * Back leaves again; the field keeps its focus and its text while the answer is on its way. "/" goes there.
 */
export function ListSearch({ label, placeholder }: ListSearchProps) {
  const router = useRouter();
  const pathname = usePathname();
  const search = useSearchParams();
  const asked = search.get("q") ?? "";
  const [text, setText] = useState(asked);
  const [isPending, startTransition] = useTransition();
  const input = useRef<HTMLInputElement>(null);
  // What was typed and asked for last; another text in the URL came by other means.
  const requested = useRef(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // The URL leads when it changes by other means, a link or Back, also while the field has the focus.
  useEffect(() => {
    if (isPending || asked === requested.current) return;
    clearTimeout(timer.current);
    requested.current = asked;
    setText(asked);
  }, [asked, isPending]);

  function narrow(q: string) {
    if (q === requested.current) return;
    const next = new URLSearchParams(window.location.search);
    // A first letter that is still on its way is overtaken by this one, and has made no place yet.
    const go = next.get("q") ? router.replace : router.push;
    next.delete("cursor");
    if (q) next.set("q", q);
    else next.delete("q");
    const href = next.size > 0 ? `${pathname}?${next}` : pathname;
    requested.current = q;
    startTransition(() => go(href, { scroll: false }));
  }

  function type(typed: string) {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => narrow(typed.trim()), pauseMs);
  }

  useHotkeys({ "/": () => input.current?.focus() });

  return (
    <search className="relative block min-w-32 flex-1 min-[720px]:w-72 min-[720px]:flex-none">
      <span aria-hidden="true" className="-translate-y-1/2 absolute top-1/2 left-3 flex text-ink-3">
        {isPending ? <Spinner /> : <Search size={16} />}
      </span>
      <TextInput
        ref={input}
        type="search"
        aria-label={label}
        aria-busy={isPending}
        placeholder={placeholder}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        className="pl-9"
      />
    </search>
  );
}
