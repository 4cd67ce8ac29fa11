/** The world of destinations for tests: whatever host a kind asks, the local receiver answers. */
import { createAws } from "#lib/aws.ts";
import { createWorld, type World } from "#lib/destinations/world.ts";
import { createOutbound, type Outbound } from "#lib/http.ts";

/** The header that keeps the host which a kind meant. */
export const askedHostHeader = "x-asked-host";

/**
 * @param url of the receiver; its path is not used.
 * @param timeoutMs until an answer; short only where silence is what is tested: a busy machine answers slowly.
 */
export function receiverWorld(url: string, timeoutMs?: number): World {
  const direct = createOutbound({ allow: "127.0.0.0/8", ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const outbound: Outbound = {
    ...direct,
    request(asked, options) {
      const { host, pathname, search } = new URL(asked);
      const headers = { ...options.headers, [askedHostHeader]: host };
      return direct.request(`${new URL(url).origin}${pathname}${search}`, { ...options, headers });
    },
  };
  const aws = createAws(direct, {
    stsEndpoint: new URL(url).origin,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return createWorld(outbound, aws);
}

/** A world in which every way out fails like this. */
export function brokenWorld(error: Error): World {
  const fail = () => Promise.reject(error);
  const outbound: Outbound = { ...createOutbound({ allow: "" }), request: fail };
  return { ...createWorld(outbound), aws: fail, sendMail: fail };
}
