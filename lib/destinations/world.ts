import "server-only";
import { type Aws, createAws } from "#lib/aws.ts";
import { type Outbound, outbound as processOutbound } from "#lib/http.ts";
import { createSendMail, type SendMail } from "#lib/mail.ts";
import { TokenCache } from "./token-cache.ts";

/** What destinations reach the outside by; every way goes past the outbound guard. */
export interface World {
  outbound: Outbound;
  aws: Aws;
  sendMail: SendMail;
  /** Tokens of receivers that are signed in to. */
  tokens: TokenCache;
}

export function createWorld(outbound: Outbound, aws: Aws = createAws(outbound)): World {
  return { outbound, aws, sendMail: createSendMail(outbound), tokens: new TokenCache() };
}

/** Next evaluates a module once a bundle; clients and tokens are one a process all the same. */
const shared = globalThis as typeof globalThis & { telltaleWorld?: World };

/** The world with the settings of this process. */
export function processWorld(): World {
  shared.telltaleWorld ??= createWorld(processOutbound());
  return shared.telltaleWorld;
}
