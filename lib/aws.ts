import "server-only";
import { createHash } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { SQS } from "@aws-sdk/client-sqs";
import type { STS } from "@aws-sdk/client-sts";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Outbound } from "./http.ts";

/** How AWS is signed in to. */
export type AwsCredentials =
  /** The SDK's chain: environment, profile, container or instance. */
  | { type: "default" }
  /** A role that the default chain may assume. */
  | { type: "role"; roleArn: string; externalId: string | undefined }
  | { type: "key"; accessKeyId: string; secretAccessKey: string };

export interface AwsAccess {
  region: string;
  credentials: AwsCredentials;
  /** An address of the user's instead of AWS's own; it is judged by the outbound guard. */
  endpoint?: string;
}

interface Services {
  sqs: SQS;
  sts: STS;
}

/** Clients of AWS, made once a service, region, endpoint and credentials. @throws OutboundError when the endpoint may not be reached. */
export type Aws = <Service extends keyof Services>(service: Service, access: AwsAccess) => Promise<Services[Service]>;

/** The default chain got no leave to assume a role; the cause is AWS's error. */
export class AssumeRoleError extends Error {
  readonly roleArn: string;

  constructor(roleArn: string, cause: unknown) {
    super(`${roleArn} could not be assumed`, { cause });
    this.name = "AssumeRoleError";
    this.roleArn = roleArn;
  }
}

export interface AwsSettings {
  /** Where STS is, other than at AWS. */
  stsEndpoint?: string;
  /** Until the answer of one request. */
  timeoutMs?: number;
}

const sessionName = "telltale";
/** Two requests, to STS and to the service, end within one attempt of a delivery. */
export const awsTimeoutMs = 8_000;
const connectionTimeout = 4_000;
/** Far more than are configured; a client that is no longer asked for costs only its memory. */
const maxClients = 200;

/** @param outbound every connection that the clients make goes to an address that its guard has checked. */
export function createAws(outbound: Outbound, settings: AwsSettings = {}): Aws {
  const agent = { keepAlive: true, maxSockets: 50, lookup: outbound.lookup };
  const clients = new Map<string, Promise<unknown>>();
  let handler: Promise<NodeHttpHandler> | undefined;

  /** Temporary credentials; the client asks again before they expire. */
  function assume(region: string, roleArn: string, externalId: string | undefined) {
    return async () => {
      try {
        const endpoint = settings.stsEndpoint === undefined ? {} : { endpoint: settings.stsEndpoint };
        const sts = await client("sts", { region, credentials: { type: "default" }, ...endpoint });
        const { Credentials: given } = await sts.assumeRole({
          RoleArn: roleArn,
          RoleSessionName: sessionName,
          ...(externalId === undefined ? {} : { ExternalId: externalId }),
        });
        if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error("STS answered without credentials");
        return {
          accessKeyId: given.AccessKeyId,
          secretAccessKey: given.SecretAccessKey,
          ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
          ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
        };
      } catch (error) {
        throw new AssumeRoleError(roleArn, error);
      }
    };
  }

  async function makeHandler(): Promise<NodeHttpHandler> {
    const { NodeHttpHandler: Handler } = await import("@smithy/node-http-handler");
    return new Handler({
      connectionTimeout,
      requestTimeout: settings.timeoutMs ?? awsTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: new http.Agent(agent),
      httpsAgent: new https.Agent(agent),
    });
  }

  async function configOf({ region, credentials, endpoint }: AwsAccess) {
    handler ??= makeHandler();
    const place = endpoint === undefined ? {} : { endpoint };
    // The attempts are the delivery's own.
    const config = { region, requestHandler: await handler, maxAttempts: 1, ...place };
    if (credentials.type === "default") return config;
    if (credentials.type === "role") {
      return { ...config, credentials: assume(region, credentials.roleArn, credentials.externalId) };
    }
    const { accessKeyId, secretAccessKey } = credentials;
    return { ...config, credentials: { accessKeyId, secretAccessKey } };
  }

  // The SDK is loaded when the first destination at AWS is used, not by every start.
  const makers: { [Service in keyof Services]: (access: AwsAccess) => Promise<Services[Service]> } = {
    sqs: async (access) => new (await import("@aws-sdk/client-sqs")).SQS(await configOf(access)),
    sts: async (access) => new (await import("@aws-sdk/client-sts")).STS(await configOf(access)),
  };

  function client<Service extends keyof Services>(service: Service, access: AwsAccess): Promise<Services[Service]> {
    const key = createHash("sha256")
      .update(JSON.stringify([service, access]))
      .digest("base64");
    const known = clients.get(key) as Promise<Services[Service]> | undefined;
    if (known) return known;
    const [oldest] = clients.keys();
    if (clients.size >= maxClients && oldest !== undefined) clients.delete(oldest);
    const made = makers[service](access);
    clients.set(key, made);
    return made;
  }

  return async (service, access) => {
    const refused = access.endpoint === undefined ? null : outbound.refusal(access.endpoint);
    if (refused) throw refused;
    return client(service, access);
  };
}
