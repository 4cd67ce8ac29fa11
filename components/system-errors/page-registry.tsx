import type { Alert } from "#lib/alerts/schema.ts";
import type { FactsOf, SystemErrorType } from "#lib/system-errors/schema.ts";
import type { KindPage } from "./define-kind-page.ts";
import { alertDeliveryFailurePage } from "./kinds/alert-delivery-failure-page.tsx";
import { classificationFailuresPage } from "./kinds/classification-failures-page.tsx";
import { logDropOffPage } from "./kinds/log-drop-off-page.tsx";
import { logProcessingErrorsPage } from "./kinds/log-processing-errors-page.tsx";
import { isSystemErrorType } from "./registry.tsx";

/** What the page of every kind of system error says; one that lacks its page does not compile. */
export const kindPages = {
  SOURCE_CLASSIFICATION_FAILURES: classificationFailuresPage,
  SOURCE_NO_DATA: logDropOffPage,
  SOURCE_LOG_PROCESSING_ERRORS: logProcessingErrorsPage,
  ALERT_DELIVERY: alertDeliveryFailurePage,
} satisfies { [Kind in SystemErrorType]: KindPage<FactsOf<Kind>> };

/** The page of an alert; undefined for what is no system error, or of a kind that this version does not know. */
export function kindPageOf({ systemError }: Pick<Alert, "systemError">): KindPage<object> | undefined {
  const kind = systemError?.type;
  // What a page is given are the facts of its own kind: the server wrote both into one row.
  return kind !== undefined && isSystemErrorType(kind) ? (kindPages[kind] as unknown as KindPage<object>) : undefined;
}
