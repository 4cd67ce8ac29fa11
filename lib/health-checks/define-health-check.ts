import "server-only";
import type { Tx } from "#lib/change.ts";
import type { AlarmState } from "#lib/drop-off/terms.ts";
import type { KeptLinesCount } from "#lib/kept-lines/schema.ts";
import type { SourceCounts } from "#lib/log-processing/schema.ts";
import type { RefusalReason } from "#lib/log-source-kinds/refusal-reasons.ts";
import type { SourceAuth } from "#lib/log-source-kinds/schema.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";
import type { SourceSubject } from "#lib/system-errors/source-subject.ts";
import type { CheckId, HealthReason, HealthStatus } from "./schema.ts";

/** A drop-off alarm, as far as health asks. */
export interface CheckedAlarm {
  signal: AlarmSignal;
  /** Empty for the source as a whole. */
  logType: string;
  minutesThreshold: number;
  state: AlarmState;
  stateChangedAt: Date;
  snoozedUntil: Date | null;
  /** The alert that it raises, whatever its state; null when it never did. */
  alertId: string | null;
}

/** An active System Error of a source. */
export interface CheckedAlert {
  id: string;
  kind: string;
  title: string;
  openedAt: Date;
  eventCount: number;
  /** What the schemas attached now would make of its kept lines; null when that is not known, or it is about no lines. */
  keptLines: (KeptLinesCount & { hasNewer: boolean }) | null;
}

/** Refused requests of the last 24 hours with one reason. */
export interface CheckedRefusal {
  reason: RefusalReason;
  /** What the sender was told the last time. */
  detail: string;
  count: number;
  lastAt: Date;
}

/** What is known of a source, from which its checks follow. */
export interface CheckedSource {
  id: string;
  kind: string;
  logTypes: string[];
  /** Null for a kind that does not authenticate requests. */
  auth: SourceAuth | null;
  isPaused: boolean;
  lastReceivedAt: Date | null;
  /** Whether anything was ever classified or refused by its schemas. */
  hasProcessed: boolean;
  /** When the latest event was classified. */
  lastEventProcessedAt: Date | null;
  alarms: CheckedAlarm[];
  alerts: CheckedAlert[];
  /** The latest first. */
  refusals: CheckedRefusal[];
  /** Batches that wait to be classified. */
  pendingBatches: number;
  /** When the oldest of them was received. */
  oldestPendingAt: Date | null;
  /** Why the latest of them could not be processed so far; null when none was tried in vain. */
  pendingError: string | null;
  /** Batches that wait and were tried in vain three times or more. */
  failingBatches: { count: number; lastError: string | null };
  /** Batches that could not be processed and are set aside. */
  failedBatches: { count: number; lastError: string | null };
  /** Over the last 24 hours. */
  counts: SourceCounts;
  /** Classified and failed lines of the last hour. */
  eventsOfLastHour: number;
  /** In how many of the last 24 hours there were some. */
  busyHours: number;
}

export interface CheckOutcome {
  status: HealthStatus;
  /** What was found, one sentence. */
  message: string;
  /** When the latest thing it speaks of happened. */
  at: Date | null;
  /** What makes the source failing, and what else is worth knowing. */
  reasons: HealthReason[];
  /** False when this check leaves it open how the source as a whole is. */
  isKnown: boolean;
  /** When the outcome can change although nothing happens; null when it cannot. */
  changesAt: Date | null;
}

/** What a check tells as a System Error as long as it stands; as JSON in the row. */
export interface StandingError {
  /** How much of it stands: when it grows, the error is reported again. */
  standing: number;
}

/** The System Error of a check. Made by `tellsOf`. */
export interface HealthError {
  /** What stands now; null when nothing does. */
  of(source: CheckedSource): StandingError | null;
  /** Opens, updates or closes the error of a source, from what was told last to what stands now. */
  tell(tx: Tx, subject: SourceSubject, told: StandingError | null, now: StandingError | null): Promise<void>;
}

/** One thing that must hold for a source to work. A check is one file in checks/ and one entry in registry.ts. */
export interface HealthCheck {
  id: CheckId;
  title: string;
  /** The System Error that this check opens and closes itself, when there is one. */
  error?: HealthError;
  appliesTo(source: CheckedSource): boolean;
  check(source: CheckedSource, now: Date): CheckOutcome;
}
