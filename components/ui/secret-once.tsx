import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";

interface SecretOnceProps {
  /** What it is: "Shared secret". */
  title: string;
  secret: string;
  /** What the copy button copies, for its label ("secret"). */
  what: string;
  /** How it is used. */
  children?: ReactNode;
}

/** A secret that was just made: the one time it is shown, with copy. */
export function SecretOnce({ title, secret, what, children }: SecretOnceProps) {
  return (
    <section aria-label={title} className="mb-[18px] rounded-surface border border-brand bg-surface px-4 py-3.5">
      <p className="flex items-center gap-2 font-semibold">
        <KeyRound size={16} aria-hidden="true" className="text-brand" />
        {title}
      </p>
      <p className="mt-0.5 text-ink-2 text-small">Shown once. Copy it before you leave this page.</p>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 break-all rounded-control border border-line bg-sunken px-3 py-1.5">
          {secret}
        </code>
        <CopyButton text={secret} what={what} hasLabel />
      </div>
      {children && <div className="mt-2.5 text-ink-2 text-small">{children}</div>}
    </section>
  );
}
