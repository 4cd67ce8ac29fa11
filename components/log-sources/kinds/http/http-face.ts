import { Webhook } from "lucide-react";
import dynamic from "next/dynamic";
import type { SourceFace } from "#components/log-sources/kinds/define-source-face.ts";
import { httpSourceKind } from "#lib/log-source-kinds/kinds/http/terms.ts";

/** Logs that senders POST. */
export const httpFace: SourceFace = {
  path: httpSourceKind.path,
  label: httpSourceKind.label,
  icon: Webhook,
  text: "The sender POSTs to an address made for it: JSON lines, JSON or JSON arrays, gzip or not. For vendors with webhooks and for shippers such as Fluent Bit, Vector and Logstash.",
  // What sets a source up is loaded where it is shown; a list only names the kind.
  Wizard: dynamic(() => import("./http-wizard.tsx").then((file) => file.HttpWizard)),
  Settings: dynamic(() => import("./http-settings.tsx").then((file) => file.HttpSettings)),
};
