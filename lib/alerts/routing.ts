import type { AlertType, Severity } from "#lib/destinations/terms.ts";

export interface RoutedAlert {
  type: AlertType;
  severity: Severity;
  /** A destination that must not be told, because the alert says that it fails. */
  excludedDestinationId?: string | undefined;
}

export interface RoutingRule {
  id: string;
  isEnabled: boolean;
  alertTypes: readonly string[];
  severities: readonly string[];
}

/**
 * Whether an alert goes to a destination. System errors go wherever System Errors are asked for, whatever severities
 * are; all other types need type and severity.
 */
export function isRoutedTo(alert: RoutedAlert, destination: RoutingRule): boolean {
  if (!destination.isEnabled || destination.id === alert.excludedDestinationId) return false;
  if (!destination.alertTypes.includes(alert.type)) return false;
  return alert.type === "SYSTEM_ERROR" || destination.severities.includes(alert.severity);
}
