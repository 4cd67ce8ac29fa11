import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";

/** A schema's name that leads to its page. */
export function SchemaLink(props: { logType: string; isQuiet?: boolean; children?: ReactNode }) {
  return (
    <Link
      href={`/schemas/${encodeURIComponent(props.logType)}`}
      className={classNames(
        "rounded-[4px]",
        props.isQuiet ? "text-ink-3 hover:text-ink hover:underline" : "link underline decoration-line-strong",
      )}
    >
      {props.children ?? props.logType}
    </Link>
  );
}
