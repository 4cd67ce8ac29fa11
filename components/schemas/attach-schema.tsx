"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import { TextInput } from "#components/ui/text-input.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import { schemaQueries } from "./queries.ts";

const searchAfterMs = 250;

/** Attaches a schema to a log source that is chosen by its name. */
export function AttachSchema({ name }: { name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Permitted operation="POST /schemas/{name}/attach" isLeftOut isQuiet>
        <Button onClick={() => setOpen(true)}>
          <Link2 size={16} aria-hidden="true" />
          Attach to a source
        </Button>
      </Permitted>
      {isOpen && <ChooseSource name={name} onClose={() => setOpen(false)} />}
    </>
  );
}

function ChooseSource({ name, onClose }: { name: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const names = useQuery(schemaQueries.sourceNames(useSettled(typed.trim(), searchAfterMs)));
  const attach = useOperation("POST /schemas/{name}/attach", {
    failed: `${name} was not attached`,
    done: (_, { body }) => ({
      title: `${name} is attached to ${found.find((one) => one.integrationId === body?.sourceId)?.integrationLabel ?? "the source"}`,
      description: "Lines that arrive from now on are held against it too, and kept lines are judged again.",
    }),
  });
  const found = names.data?.results ?? [];
  const more = (names.data?.total ?? 0) - found.length;

  async function choose(sourceId: string) {
    if (await attach.run({ params: { name }, body: { sourceId } })) onClose();
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Attach ${name}`}
      description="Lines of the source are held against this schema beside those that it has."
      actions={
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <Field label="Log source">
        <TextInput
          type="search"
          value={typed}
          placeholder="Name or log type"
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <div aria-live="polite">
        {names.error && <p className="text-fail-ink text-small">{names.error.message}</p>}
        {names.data && found.length === 0 && <p className="text-ink-2 text-small">No log source fits.</p>}
        <ul className="overflow-hidden rounded-surface border border-line">
          {found.map((source) => {
            const isAttached = source.logTypes.includes(name);
            return (
              <li key={source.integrationId} className="border-line border-t first:border-t-0">
                <button
                  type="button"
                  disabled={isAttached || attach.isPending}
                  onClick={() => void choose(source.integrationId)}
                  className="block w-full px-3 py-2 text-left -outline-offset-2 enabled:hover:bg-sunken disabled:text-ink-3"
                >
                  <span className="block break-words">{source.integrationLabel}</span>
                  <span className="text-ink-3 text-small">
                    {isAttached ? "Attached already" : source.logTypes.join(", ") || "No schema"}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        {more > 0 && <p className="mt-1 text-ink-3 text-small">{exactCount(more)} more: type to find them.</p>}
      </div>
    </Dialog>
  );
}
