import { Webhook } from "lucide-react";
import type { SourceFace } from "#components/log-sources/kinds/define-source-face.ts";
import { httpSourceKind } from "#lib/log-source-kinds/kinds/http/terms.ts";
import { HttpSettings, HttpWizard } from "./http-forms.ts";

/** Logs that senders POST. */
export const httpFace: SourceFace = {
  path: httpSourceKind.path,
  label: httpSourceKind.label,
  icon: Webhook,
  text: "The sender POSTs to an address made for it: JSON lines, JSON or JSON arrays, gzip or not. For vendors with webhooks and for shippers such as Fluent Bit, Vector and Logstash.",
  Wizard: HttpWizard,
  Settings: HttpSettings,
};
