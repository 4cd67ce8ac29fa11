import "server-only";
import { alertDeliveryFailure } from "./kinds/alert-delivery-failure.ts";
import { classificationFailures } from "./kinds/classification-failures.ts";
import { logDropOff } from "./kinds/log-drop-off.ts";

/** Every kind of system error. */
export const systemErrorKinds = [classificationFailures, logDropOff, alertDeliveryFailure] as const;
