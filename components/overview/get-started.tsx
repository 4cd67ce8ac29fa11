import { CircleCheck, CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

function Step(props: { isDone: boolean; title: string; children: ReactNode; action: ReactNode }) {
  const Icon = props.isDone ? CircleCheck : CircleDashed;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 border-line border-t px-[18px] py-4 first:border-t-0">
      <Icon
        size={18}
        role="img"
        aria-label={props.isDone ? "Done" : "To do"}
        className={props.isDone ? "mt-px shrink-0 text-ok" : "mt-px shrink-0 text-ink-3"}
      />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-[560]">{props.title}</p>
        <p className="max-w-[60ch] text-ink-2">{props.children}</p>
      </div>
      {!props.isDone && props.action}
    </li>
  );
}

/** What a new installation needs before it can tell anything. */
export function GetStarted({ hasSources, hasDestinations }: { hasSources: boolean; hasDestinations: boolean }) {
  return (
    <Card isFlush title="Two steps, and Telltale watches">
      <ol>
        <Step
          isDone={hasSources}
          title="Connect a log source"
          action={
            <LinkButton variant="primary" href="/log-sources/new">
              Connect a log source
            </LinkButton>
          }
        >
          Logs are posted over HTTP and classified against schemas. A line that fits none is kept and explained.
        </Step>
        <Step
          isDone={hasDestinations}
          title="Add a destination"
          action={
            <LinkButton variant={hasSources ? "primary" : "secondary"} href="/destinations/new">
              Add a destination
            </LinkButton>
          }
        >
          Where System Errors are sent when something breaks. A test alert shows the receiver's real answer.
        </Step>
      </ol>
    </Card>
  );
}
