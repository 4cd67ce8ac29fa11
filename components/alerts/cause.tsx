import type { ReactNode } from "react";
import { viewOfAlert } from "#components/system-errors/registry.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import type { Alert } from "#lib/alerts/schema.ts";

/** One sentence that names the cause and the scale of an alert, for lists. */
export function CauseSentence({ alert }: { alert: Alert }): ReactNode {
  const view = viewOfAlert(alert);
  return view ? <view.Cause facts={alert.context} alert={alert} /> : <Sentence text={alert.description} />;
}
