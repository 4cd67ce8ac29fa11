import { httpSourceKind } from "#lib/log-source-kinds/schema.ts";

const labels: Record<string, string> = { [httpSourceKind]: "HTTP" };

/** How an integration type is called in the console. */
export function kindLabel(integrationType: string): string {
  return labels[integrationType] ?? integrationType;
}
