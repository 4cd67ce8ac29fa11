import { z } from "zod";
import { limitOf, optionalText } from "#lib/api/query-values.ts";
import { nameShape } from "#lib/names.ts";
import { alertTypes, severities } from "./terms.ts";

const forbiddenInNames = /['<>&"]/;

/** What creation and update take; `config` is checked by the kind. */
export const destinationBody = z
  .object({
    displayName: z
      .string()
      .trim()
      .pipe(nameShape(100))
      .refine((name) => !forbiddenInNames.test(name), "must not hold any of ' < > & \""),
    alertTypes: z
      .array(z.enum(alertTypes))
      .min(1, "choose at least one alert type")
      .transform((list) => alertTypes.filter((type) => list.includes(type))),
    severities: z
      .array(z.enum(severities))
      .default([])
      .transform((list) => severities.filter((severity) => list.includes(severity))),
    config: z.record(z.string(), z.unknown()),
    isEnabled: z.boolean().default(true),
  })
  .refine((body) => body.severities.length > 0 || body.alertTypes.every((type) => type === "SYSTEM_ERROR"), {
    path: ["severities"],
    message: "choose at least one; only System Errors are sent whatever their severity",
  });

export type DestinationBody = z.output<typeof destinationBody>;

export const destinationCreateBody = destinationBody.and(z.object({ kind: z.string() }));

/** A page of destinations. */
export const destinationListQuery = z.object({
  cursor: optionalText,
  limit: limitOf(50, 200),
  "name-contains": optionalText,
});
export type DestinationListQuery = z.output<typeof destinationListQuery>;

/** A config that is not stored yet; `id` names the destination whose secrets fill those that are left empty. */
export const destinationTestBody = z.object({
  id: z.string().optional(),
  kind: z.string(),
  config: z.record(z.string(), z.unknown()),
});
