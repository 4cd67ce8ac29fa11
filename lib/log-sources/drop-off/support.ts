import "server-only";
import type { DropOffRule } from "#lib/log-sources/define-log-source-kind.ts";
import { logSourceKinds } from "#lib/log-sources/registry.ts";

/** Finds the rule of a kind of source; tests bring kinds of their own. */
export type DropOffRuleOf = (kind: string) => DropOffRule;

/** The rule of a registered kind. A kind that this build does not know cannot be watched. */
export function dropOffRuleOf(kind: string): DropOffRule {
  const found = logSourceKinds.find((candidate) => candidate.kind === kind);
  return found?.dropOff ?? { isSupported: false, reason: `This version does not know sources of the kind ${kind}` };
}

/** What to check when a source of the kind falls silent. */
export function checksOf(kind: string, label: string): string[] {
  const rule = dropOffRuleOf(kind);
  return rule.isSupported ? rule.checks(label) : [];
}
