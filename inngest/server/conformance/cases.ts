import { eventCases } from "./events.ts";
import { failureCases } from "./failures.ts";
import { flowCases } from "./flow.ts";
import { parallelCases } from "./parallel.ts";
import { stepCases } from "./steps.ts";
import type { Case } from "./trial.ts";
import { waitCases } from "./waits.ts";

/** What every Inngest server must do, ours and the real one. */
export const cases: Case[] = [
  ...eventCases,
  ...stepCases,
  ...parallelCases,
  ...failureCases,
  ...waitCases,
  ...flowCases,
];
