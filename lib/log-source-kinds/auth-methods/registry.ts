import { basic } from "./basic.ts";
import { bearer } from "./bearer.ts";
import type { AuthMethod } from "./define-auth-method.ts";
import { hmac } from "./hmac.ts";
import { noAuth } from "./none.ts";
import { sharedSecret } from "./shared-secret.ts";

/** Every way in which senders prove who they are, in the order of the forms. */
export const authMethods = [sharedSecret, hmac, bearer, basic, noAuth] as const;

export type AuthMethodName = (typeof authMethods)[number]["method"];

const byName: ReadonlyMap<string, AuthMethod> = new Map(authMethods.map((method) => [method.method, method]));

/** The method of a name; a name that this build does not have is undefined. */
export function authMethod(name: AuthMethodName): AuthMethod;
export function authMethod(name: string): AuthMethod | undefined;
export function authMethod(name: string): AuthMethod | undefined {
  return byName.get(name);
}
