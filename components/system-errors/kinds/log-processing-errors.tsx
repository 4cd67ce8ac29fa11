import { PackageX } from "lucide-react";
import type { KindView } from "#components/system-errors/define-kind-view.ts";
import { plural } from "#components/ui/number-format.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_LOG_PROCESSING_ERRORS">;

function Cause({ facts: { standing, lastError } }: { facts: Facts }) {
  return `${plural(standing, "body", "bodies")}${lastError ? `: ${lastError}` : " could not be processed"}`;
}

/** A source whose batches cannot be processed. */
export const logProcessingErrors: KindView<Facts> = {
  icon: PackageX,
  label: "Log processing failure",
  shortLabel: "Processing",
  events: { one: "body", many: "bodies" },
  Cause,
};
