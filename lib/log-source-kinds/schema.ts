/** Client-safe shapes that kinds of log sources share: nothing here may import from the server. */
import { z } from "zod";
import { streamTypes } from "#lib/classification/schema.ts";
import { nameShape } from "#lib/names.ts";
import { authMethods } from "./auth-methods/registry.ts";
import { labelMaxLength, logStreamTypes } from "./terms.ts";

const list = new Intl.ListFormat("en", { type: "disjunction" });

function isOneOf<T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value);
}

export const labelShape = nameShape(labelMaxLength);

export const logStreamTypeShape = z
  .enum(logStreamTypes, `must be one of ${list.format(logStreamTypes)}`)
  .refine(
    (type) => isOneOf(streamTypes, type),
    `log sources take ${list.format(streamTypes)}; other stream types are not supported yet`,
  )
  .transform((type) => type as (typeof streamTypes)[number]);

export const logTypesShape = z
  .array(z.string("must be the name of a schema"), "must be a list of schema names")
  .min(1, "must name at least one schema")
  .refine((names) => new Set(names).size === names.length, "must not name a schema twice");

/** As they are sent and answered; they need not fit the stream type. */
export const streamTypeOptionsShape = z.object({
  jsonArrayEnvelopeField: z.string().max(256).optional(),
  xmlRootElement: z.string().max(256).optional(),
});
export type StreamTypeOptions = z.infer<typeof streamTypeOptionsShape>;

/** How senders prove who they are. */
export const sourceAuthShape = z.object({
  method: z.enum(authMethods.map(({ method }) => method)),
  /** The header that carries the proof, as it was set or by default; "" when there is none. */
  headerKey: z.string(),
  hmacAlg: z.string(),
  username: z.string(),
  hasSecret: z.boolean(),
});
export type SourceAuth = z.infer<typeof sourceAuthShape>;
