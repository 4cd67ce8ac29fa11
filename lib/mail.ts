import "server-only";
import { connect, type Socket } from "node:net";
import type SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import type { Outbound } from "./http.ts";
import { OutboundError, toOutboundError } from "./outbound-error.ts";

export interface MailServer {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` before anything is said, or `none`. */
  security: "tls" | "starttls" | "none";
  user?: string;
  password?: string;
}

export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  html?: string;
  /** With angle brackets; the same in every attempt. */
  messageId: string;
  /** The message that this one answers, with angle brackets. */
  inReplyTo?: string;
}

/** A reply of the server that is not a yes: 4xx may be tried again, 5xx not. The message may be shown. */
export class MailRefused extends Error {
  readonly code: number;

  constructor(code: number, reply: string, cause: unknown) {
    super(reply, { cause });
    this.name = "MailRefused";
    this.code = code;
  }
}

/**
 * Hands a message over to a mail server and answers with its reply.
 * @throws OutboundError when no reply came or TLS could not be had; MailRefused.
 */
export type SendMail = (server: MailServer, mail: Mail) => Promise<string>;

const timeoutMs = 10_000;

interface TransportError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

function toMailError(error: TransportError, host: string): Error {
  if (error.code === "ETLS") return new OutboundError("tls", `${host}: it offers no TLS (${error.message})`, error);
  if (error.responseCode !== undefined) return new MailRefused(error.responseCode, error.response ?? "", error);
  return toOutboundError(error, host, timeoutMs);
}

/** @param outbound its guard judges the server's address when it is connected to. */
export function createSendMail(outbound: Outbound): SendMail {
  return async (server, mail) => {
    const host = `${server.host}:${server.port}`;
    const refused = outbound.refusal(`http://${server.host.includes(":") ? `[${server.host}]` : server.host}`);
    if (refused) throw refused;
    const options: SMTPTransport.Options = {
      host: server.host,
      port: server.port,
      secure: server.security === "tls",
      requireTLS: server.security === "starttls",
      ignoreTLS: server.security === "none",
      ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password ?? "" } }),
      disableFileAccess: true,
      disableUrlAccess: true,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      getSocket(_options, callback) {
        const socket: Socket = connect({ host: server.host, port: server.port, lookup: outbound.lookup });
        socket.setTimeout(timeoutMs, () => socket.destroy(Object.assign(new Error("silent"), { code: "ETIMEDOUT" })));
        socket.once("error", (error) => callback(error, null));
        socket.once("connect", () => callback(null, { connection: socket }));
      },
    };
    // Loaded with the first mail, not by every start.
    const { createTransport } = await import("nodemailer");
    const transport = createTransport(options);
    try {
      const { response } = await transport.sendMail({ ...mail, to: [...mail.to] });
      return response;
    } catch (error) {
      throw toMailError(error as TransportError, host);
    } finally {
      transport.close();
    }
  };
}
