import { CodeBlock } from "#components/ui/code-block.tsx";
import { Link } from "#components/ui/link.tsx";
import { type StepPart, stepParts } from "./runbook-steps.ts";

/** A runbook's numbered lines as steps; other lines as they are. */
export function Runbook({ text, sourceId }: { text: string; sourceId: string | null }) {
  const steps = text.split("\n").filter((line) => line.trim() !== "");
  return (
    <ol className="max-w-[68ch] list-decimal pl-5 text-ink-2 marker:text-ink-3">
      {steps.map((step) => (
        <li key={step} className="py-0.5">
          {stepParts(step.replace(/^\d+\.\s*/, ""), sourceId).map((part) => (
            <Part key={JSON.stringify(part)} part={part} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Part({ part }: { part: StepPart }) {
  if (typeof part === "string") return part;
  if ("command" in part) return <CodeBlock text={part.command} what="command" className="my-1.5 text-ink" />;
  return (
    <Link href={part.href} className="link underline">
      {part.words}
    </Link>
  );
}
