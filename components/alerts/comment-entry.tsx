"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { ApiError } from "#components/shell/api-error.ts";
import { type Answer, callWithEtag } from "#components/shell/call-operation.ts";
import { failureWords } from "#components/shell/failure-words.ts";
import { useOperation } from "#components/shell/use-operation.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { useToast } from "#components/ui/toast.tsx";

interface CommentEntryProps {
  id: string;
  alertId: string;
  /** Whether the reader wrote it, and may change it or take it back. */
  isOwn: boolean;
  /** What it says, as it is shown. */
  children: ReactNode;
}

interface Draft {
  body: string;
  /** Of the comment that the draft would replace. */
  etag: string | undefined;
  /** What was saved meanwhile, from another window. */
  other?: string;
}

/** A comment in a timeline; whoever wrote it can change it and take it back. */
export function CommentEntry({ id, alertId, isOwn, children }: CommentEntryProps) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const toast = useToast();
  const change = useOperation("POST /alert-comments/{id}", { failed: "The comment was not changed" });
  const remove = useOperation("DELETE /alert-comments/{id}", { done: () => ({ title: "Comment deleted" }) });

  async function edit() {
    try {
      const { answer, etag } = await callWithEtag("GET /alert-comments/{id}", { params: { id } });
      setDraft({ body: answer.body, etag });
    } catch (error) {
      toast({ tone: "fail", title: "The comment could not be read", description: failureWords(error) });
    }
  }
  async function save(event: FormEvent) {
    event.preventDefault();
    if (!draft || draft.body.trim() === "") return;
    const body = { alertId, body: draft.body.trim(), format: "PLAIN_TEXT" as const };
    try {
      await change.runOrThrow({ params: { id }, body, ifMatch: draft.etag });
      setDraft(null);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412 || error.etag === undefined) return;
      const { etag } = error;
      const { body: other } = error.current as Answer<"GET /alert-comments/{id}">;
      setDraft((mine) => mine && { ...mine, etag, other });
    }
  }
  if (draft) {
    return (
      <form onSubmit={save} className="my-1">
        <Textarea
          aria-label="Change the comment"
          rows={3}
          value={draft.body}
          onChange={(event) => setDraft({ ...draft, body: event.target.value })}
          onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
        />
        {draft.other !== undefined && (
          <Banner tone="warn" title="It was changed meanwhile, to">
            <p className="whitespace-pre-wrap break-words">{draft.other}</p>
            <p className="mt-1">Saving again replaces that.</p>
          </Banner>
        )}
        <div className="mt-1.5 flex gap-2">
          <Button type="submit" size="small" isPending={change.isPending}>
            Save
          </Button>
          <Button size="small" variant="quiet" onClick={() => setDraft(null)}>
            Cancel
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div className="my-1 rounded-control border border-line bg-surface px-2.5 py-1.5 text-ink">
      {children}
      {isOwn && (
        <div className="-mx-1.5 mt-1 flex gap-1">
          <Button size="small" variant="quiet" onClick={edit}>
            Edit
          </Button>
          <Button size="small" variant="quiet" onClick={() => setDeleting(true)}>
            Delete
          </Button>
        </div>
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title="Delete this comment?"
        action="Delete"
        onConfirm={() => remove.runOrThrow({ params: { id } })}
      >
        It is gone for everybody. The audit log keeps what it said.
      </ConfirmDialog>
    </div>
  );
}
