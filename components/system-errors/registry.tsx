import type { Alert } from "#lib/alerts/schema.ts";
import type { FactsOf, SystemErrorType } from "#lib/system-errors/schema.ts";
import type { KindView } from "./define-kind-view.ts";
import { alertDeliveryFailure } from "./kinds/alert-delivery-failure.tsx";
import { classificationFailures } from "./kinds/classification-failures.tsx";
import { logDropOff } from "./kinds/log-drop-off.tsx";
import { logProcessingErrors } from "./kinds/log-processing-errors.tsx";

/** The face of every kind of system error, in the order of the filters; one that lacks its face does not compile. */
export const kindViews = {
  SOURCE_CLASSIFICATION_FAILURES: classificationFailures,
  SOURCE_NO_DATA: logDropOff,
  SOURCE_LOG_PROCESSING_ERRORS: logProcessingErrors,
  ALERT_DELIVERY: alertDeliveryFailure,
} satisfies { [Kind in SystemErrorType]: KindView<FactsOf<Kind>> };

export const systemErrorTypes = Object.keys(kindViews) as SystemErrorType[];

export function isSystemErrorType(text: string): text is SystemErrorType {
  return Object.hasOwn(kindViews, text);
}

/** The face of a kind; undefined for what is no system error, or of a kind that this version does not know. */
export function kindViewOf(kind: string | undefined): KindView<object> | undefined {
  // What a face is given are the facts of its own kind: the server wrote both into one row.
  return kind !== undefined && isSystemErrorType(kind) ? (kindViews[kind] as unknown as KindView<object>) : undefined;
}

/** The face of an alert. */
export function viewOfAlert(alert: Pick<Alert, "systemError">): KindView<object> | undefined {
  return kindViewOf(alert.systemError?.type);
}
