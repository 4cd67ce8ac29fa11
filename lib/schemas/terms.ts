/** Names of log schemas, for the browser as well: no zod. */

/** Custom log types carry this prefix; both `Acme` and `Custom.Acme` name the same schema. */
export const customPrefix = "Custom.";
