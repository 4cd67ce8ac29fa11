import { Check } from "lucide-react";
import { Fragment } from "react";
import { Link } from "./link.tsx";

interface StepsProps {
  steps: readonly { label: string /** Given for a step that one may go back to. */; href?: string | undefined }[];
  /** Counts from 0. */
  current: number;
}

/** Where one is in a wizard: steps in a line, done ones ticked and free to go back to. */
export function Steps({ steps, current }: StepsProps) {
  return (
    <ol aria-label="Steps" className="mt-2 mb-[22px] flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-3">
      {steps.map((step, at) => (
        <Fragment key={step.label}>
          {at > 0 && <li role="presentation" aria-hidden="true" className="h-px w-7 bg-line-strong max-[720px]:w-3" />}
          <li aria-current={at === current ? "step" : undefined} className="flex items-center gap-2">
            {at < current && <Check size={16} aria-label="Done" className="text-ink-2" />}
            {at === current ? (
              <b className="font-semibold text-ink">{step.label}</b>
            ) : step.href && at < current ? (
              <Link href={step.href} className="hover:text-ink hover:underline">
                {step.label}
              </Link>
            ) : (
              step.label
            )}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}
