"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { plural } from "#components/ui/number-format.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import type { TriedLine } from "#lib/kept-lines/schema.ts";
import { schemaQueries } from "./queries.ts";

const checkAfterMs = 350;

/** A box for one line, with what the text as it stands says of it. @param spec null while it has mistakes or is being checked. */
export function TryLine({ spec }: { spec: string | null }) {
  const [typed, setTyped] = useState("");
  const line = useSettled(typed, checkAfterMs).trim();
  const tried = useQuery({ ...schemaQueries.tried(spec ?? "", line), enabled: spec !== null && line !== "" });
  const isFresh = line === typed.trim() && !tried.isPlaceholderData && spec !== null;
  return (
    <div className="mb-[18px]">
      <Field
        label="Try a line"
        isOptional
        help="One line as the sender writes it, held against the text above. Nothing is stored."
      >
        <Textarea
          isMono
          name="line"
          value={typed}
          rows={2}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <div aria-live="polite" aria-busy={line !== "" && !isFresh}>
        {line !== "" && spec === null && <p className="text-ink-3 text-small">Tried once the text has no mistakes</p>}
        {tried.error && <p className="text-small text-warn-ink">Not tried: {tried.error.message}</p>}
        {line !== "" && isFresh && tried.data && <Outcome tried={tried.data} />}
      </div>
    </div>
  );
}

function Outcome({ tried: { problems, eventTime } }: { tried: TriedLine }) {
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-2 text-ok-ink">
        <CircleCheck size={16} aria-hidden="true" />
        It fits. {eventTime ? `Event time ${eventTime}` : "No field gives the event time: it is that of its arrival"}
      </p>
    );
  }
  return (
    <>
      <p className="flex items-center gap-2 font-semibold text-fail-ink">
        <CircleX size={16} aria-hidden="true" />
        It does not fit, for {plural(problems.length, "reason")}
      </p>
      <ul className="mt-1 list-disc pl-6 text-small">
        {problems.map((problem) => (
          <li key={`${problem.path} ${problem.message}`} className="break-words">
            {problem.message}
          </li>
        ))}
      </ul>
    </>
  );
}
