"use client";

import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { TextInput } from "./text-input.tsx";

interface ConfirmDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** A question with the thing's name: "Delete okta-prod?" */
  title: string;
  /** What will be lost, in numbers. */
  children: ReactNode;
  /** The outcome on the button: "Delete source and 1,204 waiting lines". */
  action: string;
  /** When given, the button answers only after this was typed. */
  typeToConfirm?: string;
  /** Waited for when it is a promise. */
  onConfirm: () => unknown;
}

/** For what cannot be undone. Stays open, with its button free again, when `onConfirm` throws. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onClose, title, children, action, typeToConfirm, onConfirm } = props;
  const [isPending, setPending] = useState(false);
  const [typed, setTyped] = useState("");
  /** What was typed was typed for this time. */
  function close() {
    setTyped("");
    onClose();
  }

  async function confirm() {
    setPending(true);
    try {
      await onConfirm();
      close();
    } catch {
      // Whoever asked has said what failed; the dialog stays for another try.
    } finally {
      setPending(false);
    }
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      description={children}
      actions={
        <>
          <Button
            variant="danger"
            isPending={isPending}
            disabled={typeToConfirm !== undefined && typed !== typeToConfirm}
            onClick={confirm}
          >
            {action}
          </Button>
          <Button variant="quiet" onClick={close}>
            Cancel
          </Button>
        </>
      }
    >
      {typeToConfirm !== undefined && (
        <Field
          label={
            <span className="font-normal text-ink-2">
              Type <code>{typeToConfirm}</code> to confirm
            </span>
          }
        >
          <TextInput value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
        </Field>
      )}
    </Dialog>
  );
}
