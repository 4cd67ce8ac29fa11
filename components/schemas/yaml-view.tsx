import { CopyButton } from "#components/ui/copy-button.tsx";

/** A YAML text with its line numbers; long lines scroll inside of it. */
export function YamlView({ text }: { text: string }) {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <div className="relative rounded-surface border border-line bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section tabIndex={0} aria-label="YAML" className="flex overflow-x-auto rounded-surface py-3 leading-[1.6]">
        <pre aria-hidden="true" className="sticky left-0 select-none bg-sunken px-3 text-right text-ink-3">
          {lines.map((_, at) => at + 1).join("\n")}
        </pre>
        <pre className="pr-12">{lines.join("\n")}</pre>
      </section>
      <CopyButton text={text} what="YAML" className="absolute top-1.5 right-1.5 bg-sunken" />
    </div>
  );
}
