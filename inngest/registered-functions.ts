import type { InngestFunction } from "inngest";
import { z } from "zod";

/** The parts of a function's settings that decide when and how often it runs; undefined where an answer does not say. */
interface Facets {
  triggers: string[] | undefined;
  concurrency: string[] | undefined;
  retries: number | undefined;
}

const limit = z.object({ limit: z.number(), key: z.string().nullish() });
const limits = z.union([
  z.array(limit),
  // The real server's form, and that of a single limit.
  z.object({ Limits: z.array(limit) }).transform(({ Limits }) => Limits),
  limit.transform((one) => [one]),
]);
const trigger = z.object({ event: z.string().nullish(), expression: z.string().nullish(), cron: z.string().nullish() });
const step = z.object({ retries: z.object({ attempts: z.number() }).nullish() });

/** A function as a server lists it; what is not in a known form is left out rather than guessed. */
const listedConfig = z.object({
  triggers: z.array(trigger).optional().catch(undefined),
  concurrency: z.unknown().optional(),
  steps: z
    .union([z.array(step), z.record(z.string(), step).transform(Object.values<z.infer<typeof step>>)])
    .optional()
    .catch(undefined),
});

const words = (values: (string | null | undefined)[]) => values.filter(Boolean).join(" if ");

function facetsOfListed(config: unknown): Facets {
  const parsed = listedConfig.safeParse(typeof config === "string" ? parseJson(config) : config);
  if (!parsed.success) return { triggers: undefined, concurrency: undefined, retries: undefined };
  const { triggers, concurrency, steps } = parsed.data;
  return {
    triggers: triggers?.map(({ cron, event, expression }) => cron ?? words([event, expression])).sort(),
    concurrency: readLimits(concurrency)
      ?.map((entry) => words([String(entry.limit), entry.key]))
      .sort(),
    retries: steps?.[0]?.retries?.attempts,
  };
}

/** No limits are an empty list; limits in an unknown form are undefined. */
function readLimits(given: unknown): z.infer<typeof limits> | undefined {
  return given === undefined || given === null ? [] : limits.safeParse(given).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function facetsOfOurs({ opts }: InngestFunction.Any): Facets {
  const { concurrency = [], retries, triggers = [] } = opts;
  return {
    triggers: [triggers]
      .flat()
      .map(({ cron, event, if: expression }) =>
        String(cron ?? words([typeof event === "string" ? event : event?.name, expression])),
      )
      .sort(),
    concurrency: [concurrency]
      .flat()
      .map((entry) => (typeof entry === "number" ? String(entry) : words([String(entry.limit), entry.key])))
      .sort(),
    retries,
  };
}

/**
 * What a server has registered otherwise than this build has it: ids that it lacks, and ids whose triggers, concurrency or retries differ.
 */
export function differences(
  appId: string,
  functions: readonly InngestFunction.Any[],
  registered: readonly { id: string; config: unknown }[],
): { missing: string[]; changed: string[] } {
  const found = new Map(registered.map(({ id, config }) => [id, facetsOfListed(config)]));
  const missing = functions.map((fn) => fn.id(appId)).filter((id) => !found.has(id));
  const changed = functions.flatMap((fn) => {
    const theirs = found.get(fn.id(appId));
    if (theirs === undefined) return [];
    const ours = facetsOfOurs(fn);
    const isSame = (Object.keys(ours) as (keyof Facets)[]).every(
      (key) => theirs[key] === undefined || ours[key] === undefined || String(theirs[key]) === String(ours[key]),
    );
    return isSame ? [] : [fn.id(appId)];
  });
  return { missing, changed };
}
