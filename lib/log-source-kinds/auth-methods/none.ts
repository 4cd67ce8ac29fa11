import { defineAuthMethod } from "./define-auth-method.ts";

/** Whoever knows the address may send. */
export const noAuth = defineAuthMethod({
  method: "None",
  label: "None",
  text: "Any request is taken. For tests and closed networks.",
  fields: [],
  secret: null,
  signsBody: false,
  problem: () => null,
  headerKey: () => "",
  instruction: () => "Senders need no secret.",
  curl: () => ({ before: [], arguments: [] }),
  headersFor: () => ({}),
  verify: () => null,
});
