/** Client-safe shapes of the kind HTTP: nothing here may import from the server. */
import { z } from "zod";
import { type AuthMethodName, authMethod, authMethods } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { labelShape, logStreamTypeShape, logTypesShape, streamTypeOptionsShape } from "#lib/log-source-kinds/schema.ts";
import { logStreamTypes } from "#lib/log-source-kinds/terms.ts";

const list = new Intl.ListFormat("en", { type: "disjunction" });
const methodNames: AuthMethodName[] = authMethods.map(({ method }) => method);

/** Headers that HTTP itself gives a meaning to. */
const reservedHeaders = new Set(
  "connection content-encoding content-length content-type expect host te trailer transfer-encoding upgrade".split(" "),
);

/** What `log_sources.config` holds, as it was sent. */
export const httpConfigShape = z.object({
  authMethod: z.enum(methodNames),
  authHeaderKey: z.string(),
  authHmacAlg: z.string(),
  authUsername: z.string(),
});
/** @tests */
export type HttpConfig = z.infer<typeof httpConfigShape>;

/** What POST and PUT `/log-sources/http` take. Empty text counts as absent, as the public API's clients send it. */
export const httpSourceShape = z
  .object({
    integrationLabel: labelShape,
    logStreamType: logStreamTypeShape,
    logTypes: logTypesShape,
    logStreamTypeOptions: streamTypeOptionsShape
      .nullish()
      .transform((options) => (options && Object.keys(options).length > 0 ? options : null)),
    authMethod: z.enum(methodNames, `must be one of ${list.format(methodNames)}`),
    authHeaderKey: z
      .string()
      .regex(/^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64})?$/, "must be the name of an HTTP header")
      .refine((name) => !reservedHeaders.has(name.toLowerCase()), "must be a header that HTTP itself does not use")
      .default(""),
    authHmacAlg: z.string().max(64, "must have at most 64 characters").default(""),
    authUsername: z.string().max(256, "must have at most 256 characters").default(""),
    authSecretValue: z.string().max(1024, "must have at most 1024 characters").default(""),
    authPassword: z.string().max(1024, "must have at most 1024 characters").default(""),
    authBearerToken: z.string().max(4096, "must have at most 4096 characters").default(""),
  })
  .superRefine((values, context) => {
    const method = authMethod(values.authMethod);
    const setting = method.problem(values);
    if (setting) context.addIssue({ code: "custom", path: [setting.path], message: setting.message });
    if (method.secret === null || values[method.secret.path] === "") return;
    const message = method.secret.problem(values[method.secret.path]);
    if (message) context.addIssue({ code: "custom", path: [method.secret.path], message });
  });

/** As it is sent. */
export type HttpSourceBody = z.input<typeof httpSourceShape>;

/** What `/log-sources/http` answers. Secrets are write-only and always "". */
export const httpSourceAnswer = z.object({
  integrationId: z.string(),
  integrationLabel: z.string(),
  logStreamType: z.enum(logStreamTypes),
  /** In the order they were given. */
  logTypes: z.array(z.string()),
  /** As they were sent; absent when none were. */
  logStreamTypeOptions: streamTypeOptionsShape.optional(),
  ...httpConfigShape.shape,
  authSecretValue: z.literal(""),
  authPassword: z.literal(""),
  authBearerToken: z.literal(""),
  /** Where senders POST. */
  ingestUrl: z.string(),
});

/** A source as `/log-sources/http` answers it. */
export type HttpSource = z.infer<typeof httpSourceAnswer>;

/** The answer to POST and to a rotation: the one time a secret that was made here is shown. */
export const httpSourceWithSecret = httpSourceAnswer.extend({ generatedSecret: z.string().optional() });
