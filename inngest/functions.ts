import { checkLogSources } from "./functions/check-log-sources.ts";
import { classifyBatches } from "./functions/classify-batches.ts";
import { deliverAlerts } from "./functions/deliver-alerts.ts";
import { watchDropOff } from "./functions/drop-off-tick.ts";
import { judgeKeptLines } from "./functions/judge-kept-lines.ts";
import { keepLogSourcesTidy } from "./functions/keep-log-sources.ts";
import { resolveQuietSystemErrors } from "./functions/resolve-quiet-errors.ts";
import { sweepBatches } from "./functions/sweep-batches.ts";
import { sweepDeliveries } from "./functions/sweep-deliveries.ts";
import { sweepKeptLines } from "./functions/sweep-kept-lines.ts";

/** Every job that is served to Inngest. */
export const functions = [
  checkLogSources,
  classifyBatches,
  deliverAlerts,
  judgeKeptLines,
  keepLogSourcesTidy,
  resolveQuietSystemErrors,
  sweepBatches,
  sweepDeliveries,
  sweepKeptLines,
  watchDropOff,
];
