import { CopyButton } from "./copy-button.tsx";

/** A value in mono with its copy button. */
export function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span className="flex items-start gap-1">
      <code className="min-w-0 break-all py-0.5">{text}</code>
      <CopyButton text={text} what={what} className="-my-0.5" />
    </span>
  );
}
