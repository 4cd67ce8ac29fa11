/** Why a request was turned away, as it is counted. Client-safe. */
export const refusalReasons = [
  "missing_secret",
  "wrong_secret",
  "missing_signature",
  "wrong_signature",
  "stale_signature",
  "body_too_large",
  "inflated_too_large",
  "unsupported_encoding",
  "paused",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export const refusalLabels: Record<RefusalReason, string> = {
  missing_secret: "Secret missing",
  wrong_secret: "Wrong secret",
  missing_signature: "Signature missing",
  wrong_signature: "Wrong signature",
  stale_signature: "Signature of another time",
  body_too_large: "Body too large",
  inflated_too_large: "Too large after decompression",
  unsupported_encoding: "Unsupported encoding",
  paused: "Source is paused",
};

/** The reasons for which a sender is not who it has to be. */
export const authRefusalReasons: readonly RefusalReason[] = [
  "missing_secret",
  "wrong_secret",
  "missing_signature",
  "wrong_signature",
  "stale_signature",
];
