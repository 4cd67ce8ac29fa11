import type { LucideIcon } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import type { TagOption } from "#components/ui/tag-select.tsx";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

/** A source as the API answers it for its kind, which its form changes, with its ETag. */
export interface StoredSource {
  answer: object;
  etag: string;
}

export interface SourceWizardProps {
  /** Null until it is saved. */
  source: LogSourceDetail | null;
  stored: StoredSource | null;
  logTypeOptions: readonly TagOption[];
  /** One line that fits the source's first log type. */
  sampleLine: string;
  /** The last page: the proof, the drop-off question and who is told. Null on other steps. */
  done: ReactNode;
}

export interface SourceSettingsProps {
  source: LogSourceDetail;
  stored: StoredSource;
  logTypeOptions: readonly TagOption[];
}

/** How one kind of log source looks and is set up, described in one folder of `kinds/`. */
export interface SourceFace {
  /** Its part of the API's and the console's paths. */
  path: string;
  label: string;
  icon: LucideIcon;
  /** For whoever chooses how logs get here. */
  text: string;
  /** Connects a source; a step is a URL. */
  Wizard: ComponentType<SourceWizardProps>;
  /** Everything of its own that can be changed about a source. */
  Settings: ComponentType<SourceSettingsProps>;
}
