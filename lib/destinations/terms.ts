/** Words and lists of destinations, for the browser as well: no zod. */

export const alertTypes = [
  "RULE",
  "RULE_ERROR",
  "POLICY",
  "SCHEDULED_RULE",
  "SCHEDULED_RULE_ERROR",
  "SYSTEM_ERROR",
] as const;
export type AlertType = (typeof alertTypes)[number];

export const alertTypeLabels: Record<AlertType, string> = {
  RULE: "Rule Matches",
  RULE_ERROR: "Rule Errors",
  POLICY: "Policy Failures",
  SCHEDULED_RULE: "Scheduled Rule Matches",
  SCHEDULED_RULE_ERROR: "Scheduled Rule Errors",
  SYSTEM_ERROR: "System Errors",
};

/** Whether anything in the product raises alerts of this type. */
export function isRaised(type: AlertType): boolean {
  return type === "SYSTEM_ERROR";
}

/** From the mildest to the gravest. */
export const severities = ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Severity = (typeof severities)[number];

export const severityLabels: Record<Severity, string> = {
  INFO: "Info",
  LOW: "Low",
  MEDIUM: "Medium",
  HIGH: "High",
  CRITICAL: "Critical",
};

/** Why an attempt failed; a closed list, so that each can be explained and counted. */
export const deliveryFailureReasons = [
  "blocked-address",
  "invalid-url",
  "dns",
  "connection",
  "tls",
  "timeout",
  "unreadable-answer",
  "redirect",
  "rate-limited",
  "server-error",
  "unauthorized",
  "not-found",
  "gone",
  "refused",
  "interrupted",
  "configuration",
] as const;
export type DeliveryFailureReason = (typeof deliveryFailureReasons)[number];

/** Each reason in words, as a heading. */
export const deliveryFailureLabels: Record<DeliveryFailureReason, string> = {
  "blocked-address": "Address not allowed",
  "invalid-url": "Address is not valid",
  dns: "Name not found",
  connection: "No connection",
  tls: "TLS failed",
  timeout: "No answer in time",
  "unreadable-answer": "Answer could not be read",
  redirect: "Answered with a redirect",
  "rate-limited": "Rate limited",
  "server-error": "Receiver failed",
  unauthorized: "Credentials refused",
  "not-found": "Receiver not found",
  gone: "Receiver is gone",
  refused: "Receiver refused",
  interrupted: "Interrupted",
  configuration: "Configuration is not complete",
};

/** When a field of a form is shown; null for always. */
interface Shown {
  showIf: { field: string; values: string[] } | null;
}

/** Whether a field belongs to a config as it is filled in. */
export function isShown(field: Shown, config: Readonly<Record<string, unknown>>): boolean {
  return field.showIf === null || field.showIf.values.includes(String(config[field.showIf.field] ?? ""));
}
