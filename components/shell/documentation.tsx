import { compiler } from "markdown-to-jsx/react";
import type { ComponentProps, ReactNode } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Link } from "#components/ui/link.tsx";

function Address({ href = "", children }: { href?: string; children?: ReactNode }) {
  const document = /^(?:docs\/)?([a-z-]+)\.md$/.exec(href)?.[1];
  return (
    <Link href={document ? `/docs/${document}` : href} className="link break-words underline">
      {children}
    </Link>
  );
}

/** The text of a block of code, which Markdown gives as an element inside. */
function Block({ children }: { children?: ReactNode }) {
  const inner = children as { props?: { children?: unknown } } | undefined;
  return <CodeBlock text={String(inner?.props?.children ?? "")} what="example" className="my-3" />;
}

/** Wide tables scroll by themselves, never the page; a keyboard can scroll them. */
function Table(props: ComponentProps<"table">) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <div className="my-3 overflow-x-auto" role="group" aria-label="Table" tabIndex={0}>
      <table className="w-full border-collapse text-left" {...props} />
    </div>
  );
}

const elements = { a: Address, pre: Block, table: Table };

/** A document of the product's own, from Markdown. */
export function Documentation({ text }: { text: string }) {
  return (
    <div className="mt-4 min-w-0 max-w-[84ch] break-words leading-[1.6] [&_h2]:mt-6 [&_h2]:mb-2 [&_h3]:mt-4 [&_h3]:mb-1 [&_li]:my-1 [&_ol]:my-2 [&_ol]:list-decimal [&_ol]:pl-5 [&_p]:my-2 [&_td]:border-line [&_td]:border-t [&_td]:py-1.5 [&_td]:pr-4 [&_td]:align-top [&_th]:pr-4 [&_th]:pb-1.5 [&_th]:font-[560] [&_ul]:my-2 [&_ul]:list-disc [&_ul]:pl-5">
      {compiler(text, { disableParsingRawHTML: true, forceBlock: true, wrapper: null, overrides: elements })}
    </div>
  );
}
