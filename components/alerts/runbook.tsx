import Link from "next/link";
import { stepParts } from "./runbook-steps.ts";

/** A runbook's numbered lines as steps; other lines as they are. */
export function Runbook({ text, sourceId }: { text: string; sourceId: string | null }) {
  const steps = text.split("\n").filter((line) => line.trim() !== "");
  return (
    <ol className="max-w-[68ch] list-decimal pl-5 text-ink-2 marker:text-ink-3">
      {steps.map((step) => (
        <li key={step} className="py-0.5">
          {stepParts(step.replace(/^\d+\.\s*/, ""), sourceId).map((part) =>
            typeof part === "string" ? (
              part
            ) : (
              <Link key={part.href} href={part.href} className="link underline">
                {part.words}
              </Link>
            ),
          )}
        </li>
      ))}
    </ol>
  );
}
