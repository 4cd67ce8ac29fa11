import { z } from "zod";
import type { SlotLimit } from "./concurrency-slots.ts";
import { parseCron } from "./cron.ts";
import { parseDuration } from "./durations.ts";
import { compileExpression } from "./expressions.ts";

const duration = z.string().refine((text) => parseDuration(text) !== undefined, "is not a duration");
const expression = z.string().superRefine((text, context) => {
  try {
    compileExpression(text);
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: `is not a valid expression: ${(error as Error).message.split("\n")[0]}`,
    });
  }
});
const cron = z.string().superRefine((text, context) => {
  try {
    parseCron(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
  }
});
const limit = z.number().int().positive();

const concurrencyLimit = z.strictObject({
  limit: z.number().int().nonnegative(),
  key: expression.optional(),
  scope: z.enum(["fn", "env", "account"]).optional(),
});

/** One limit may be given without the list, and without its object when it is only a number. */
function listed(value: unknown): unknown {
  if (value === undefined) return undefined;
  return [value].flat().map((entry) => (typeof entry === "number" ? { limit: entry } : entry));
}

export type Trigger = { cron: string } | { event: string; expression?: string };

const trigger = z
  .strictObject({ event: z.string().min(1).optional(), expression: expression.optional(), cron: cron.optional() })
  .refine(({ event, cron }) => (event === undefined) !== (cron === undefined), "is neither an event nor a cron")
  .transform(({ event, expression, cron }): Trigger => {
    if (event === undefined) return { cron: cron as string };
    return { event, ...(expression === undefined ? {} : { expression }) };
  });

/** A function as an app registers it. An option that is not listed here is not honoured, and so refused by its name. */
export const functionConfig = z
  .strictObject({
    id: z.string().min(1),
    name: z.string().optional(),
    triggers: z.array(trigger).max(10),
    steps: z.record(
      z.string(),
      z.strictObject({
        id: z.string(),
        name: z.string().optional(),
        runtime: z.strictObject({ type: z.literal("http"), url: z.url() }),
        retries: z.strictObject({ attempts: z.number().int().min(0).max(20).optional() }).optional(),
      }),
    ),
    idempotency: expression.optional(),
    batchEvents: z
      .strictObject({
        maxSize: z.number().int().min(1).max(10_000),
        timeout: duration,
        key: expression.optional(),
        if: expression.optional(),
      })
      .optional(),
    rateLimit: z.strictObject({ limit, period: duration, key: expression.optional() }).optional(),
    throttle: z
      .strictObject({ limit, period: duration, key: expression.optional(), burst: limit.optional() })
      .optional(),
    concurrency: z.preprocess(listed, z.array(concurrencyLimit).min(1).max(2)).optional(),
    debounce: z.strictObject({ period: duration, key: expression.optional(), timeout: duration.optional() }).optional(),
    priority: z.strictObject({ run: expression.optional() }).optional(),
    timeouts: z.strictObject({ start: duration.optional(), finish: duration.optional() }).optional(),
    singleton: z.strictObject({ key: expression.optional(), mode: z.enum(["skip", "cancel"]) }).optional(),
    cancel: z
      .array(z.strictObject({ event: z.string().min(1), if: expression.optional(), timeout: duration.optional() }))
      .max(5)
      .optional(),
  })
  .refine(({ debounce, batchEvents }) => !debounce || !batchEvents, {
    path: ["batchEvents"],
    message: "cannot be combined with debounce",
  });

export type FunctionConfig = z.output<typeof functionConfig>;
export type ConcurrencyLimit = z.output<typeof concurrencyLimit>;

/** The function's concurrency limits as a list; a limit of 0 is none. */
export function concurrencyLimits(config: FunctionConfig): ConcurrencyLimit[] {
  return (config.concurrency ?? []).filter((entry) => entry.limit > 0);
}

/** The concurrency limits with the keys that were evaluated when a run started. */
export function limitsOf(config: FunctionConfig, limitKeys: string[]): SlotLimit[] {
  return concurrencyLimits(config).flatMap(({ limit }, index) => {
    const key = limitKeys[index];
    return key === undefined ? [] : [{ key, limit }];
  });
}

/** Where the function is called. */
export function functionUrl(config: FunctionConfig): string {
  const step = config.steps.step ?? Object.values(config.steps)[0];
  if (!step) throw new Error(`function ${config.id} has no step to call`);
  return step.runtime.url;
}

/** How often a call is tried in all. */
export function maxAttempts(config: FunctionConfig): number {
  const step = config.steps.step ?? Object.values(config.steps)[0];
  return (step?.retries?.attempts ?? 4) + 1;
}

/** What is wrong with a list of functions, each complaint with the function's id and the option's name. */
export function complaintsAbout(functions: unknown[]): string[] {
  return functions.flatMap((raw) => {
    const parsed = functionConfig.safeParse(raw);
    if (parsed.success) return [];
    const id = (raw as { id?: unknown } | null)?.id;
    return parsed.error.issues.map((issue) => {
      const where = issue.path.join(".");
      if (issue.code === "unrecognized_keys") {
        const option = [where, issue.keys.join(", ")].filter(Boolean).join(".");
        return `function ${String(id)}: option ${option} is not supported by this server`;
      }
      return `function ${String(id)}: ${where} ${issue.message}`;
    });
  });
}
