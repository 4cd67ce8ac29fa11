"use client";

import { type FormEvent, useEffect, useState } from "react";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

function kept(key: string, text: string): string {
  sessionStorage.setItem(key, text);
  return text;
}

/** Writes a comment; what is typed outlives a reload until it is sent. */
export function CommentForm({ alertId }: { alertId: string }) {
  const [body, setBody] = useState("");
  const comment = useOperation("POST /alert-comments", { failed: "The comment was not saved" });
  const draftKey = `telltale comment ${alertId}`;
  useEffect(() => setBody(sessionStorage.getItem(draftKey) ?? ""), [draftKey]);

  async function send(event?: FormEvent) {
    event?.preventDefault();
    const text = body.trim();
    if (text === "" || comment.isPending) return;
    const isDone = await comment.run({ body: { alertId, body: text, format: "PLAIN_TEXT" } });
    // What was typed on meanwhile is the next comment.
    if (isDone) setBody((now) => kept(draftKey, now.trim() === text ? "" : now));
  }
  return (
    <form onSubmit={send} className="mb-4">
      <Permitted operation="POST /alert-comments">
        <Textarea
          aria-label="Comment"
          placeholder="Write a comment"
          rows={2}
          value={body}
          onChange={(event) => setBody(kept(draftKey, event.target.value))}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            // The keys of the page work again.
            event.currentTarget.blur();
            void send();
          }}
        />
        {body.trim() !== "" && (
          <Button type="submit" size="small" isPending={comment.isPending} className="mt-1.5">
            Comment
          </Button>
        )}
      </Permitted>
    </form>
  );
}
