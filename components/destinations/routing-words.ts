import {
  type AlertType,
  alertTypeLabels,
  alertTypes,
  type Severity,
  severities,
  severityLabels,
} from "#lib/destinations/terms.ts";

const list = new Intl.ListFormat("en", { type: "conjunction" });

/** What a destination is told of: "All alert types", "System Errors", "Rule Matches and Policy Failures". */
export function alertTypeWords(types: readonly AlertType[]): string {
  if (types.length === alertTypes.length) return "All alert types";
  return list.format(types.map((type) => alertTypeLabels[type]));
}

/** The severities that count for all but System Errors: "all severities", "High and Critical"; "" when none does. */
export function severityWords(types: readonly AlertType[], chosen: readonly Severity[]): string {
  if (types.every((type) => type === "SYSTEM_ERROR")) return "";
  if (chosen.length === severities.length) return "all severities";
  return list.format(chosen.map((severity) => severityLabels[severity]));
}
