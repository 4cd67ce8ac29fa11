import { compiler } from "markdown-to-jsx/react";
import type { ReactNode } from "react";
import type { CommentFormat } from "#lib/alerts/terms.ts";

function Address({ href, children }: { href?: string; children?: ReactNode }) {
  // Without an address that a browser may open it is text.
  if (!href) return <span>{children}</span>;
  return (
    <a href={href} className="link break-all underline" rel="noopener noreferrer nofollow" target="_blank">
      {children}
    </a>
  );
}

/** A picture would be fetched from elsewhere by everybody who reads the comment. */
function Picture({ src, alt }: { src?: string; alt?: string }) {
  return <Address {...(src ? { href: src } : {})}>{alt || src}</Address>;
}

const Heading = ({ children }: { children?: ReactNode }) => <p className="font-[560]">{children}</p>;

const elements = {
  a: Address,
  img: Picture,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  input: () => null,
};

/**
 * What a comment says: Markdown, its addresses as links. HTML in it stays text, also where the comment says that it is HTML:
 * nothing that somebody wrote runs on the page.
 */
export function CommentBody({ body, format }: { body: string; format: CommentFormat }) {
  const text =
    "grid gap-1.5 whitespace-pre-wrap break-words [&_ol]:list-decimal [&_ol]:pl-5 [&_ul]:list-disc [&_ul]:pl-5";
  if (format === "HTML") return <p className={text}>{body}</p>;
  return (
    <div className={text}>
      {compiler(body, { disableParsingRawHTML: true, forceBlock: true, wrapper: null, overrides: elements })}
    </div>
  );
}
