"use client";

import { type FormEvent, useEffect, useState } from "react";
import { callApi } from "#components/shell/api-client.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { useApiAction } from "./alert-mutations.ts";

/** Writes a comment; what is typed outlives a reload until it is sent. */
export function CommentForm({ alertId }: { alertId: string }) {
  const [body, setBody] = useState("");
  const [isPending, setPending] = useState(false);
  const act = useApiAction();
  const draftKey = `telltale comment ${alertId}`;
  useEffect(() => setBody(sessionStorage.getItem(draftKey) ?? ""), [draftKey]);

  function write(text: string) {
    setBody(text);
    sessionStorage.setItem(draftKey, text);
  }
  async function send(event?: FormEvent) {
    event?.preventDefault();
    if (body.trim() === "" || isPending) return;
    setPending(true);
    const isDone = await act("The comment was not saved", () =>
      callApi("POST", "/api/v1/alert-comments", { alertId, body: body.trim(), format: "PLAIN_TEXT" }),
    );
    setPending(false);
    if (isDone) write("");
  }
  return (
    <form onSubmit={send} className="mb-4">
      <Permitted operation="POST /alert-comments">
        <Textarea
          aria-label="Comment"
          placeholder="Write a comment"
          rows={2}
          value={body}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
        {body.trim() !== "" && (
          <Button type="submit" size="small" isPending={isPending} className="mt-1.5">
            Comment
          </Button>
        )}
      </Permitted>
    </form>
  );
}
