import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { createOutbound } from "./http.ts";
import { createSendMail, type Mail, type MailServer } from "./mail.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const refusal = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code });

async function serve(options: SMTPServerOptions = {}): Promise<{ server: MailServer; received: string[] }> {
  const received: string[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        received.push(Buffer.concat(chunks).toString("utf8"));
        done();
      });
    },
    ...options,
  });
  smtp.on("error", () => {});
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
  closing.push(() => new Promise<void>((resolve) => smtp.close(() => resolve())));
  const { port } = smtp.server.address() as AddressInfo;
  return { server: { host: "127.0.0.1", port, security: "none" }, received };
}

const mail: Mail = {
  from: "telltale@example.com",
  to: ["soc@example.com"],
  subject: "Quelle [düse] schweigt",
  text: "first\n.hidden dot\nlast",
  messageId: "<d-1@telltale>",
};
const sendMail = (allow = "127.0.0.0/8") => createSendMail(createOutbound({ allow }));

test("hands a message over with its id, its subject in UTF-8 and a line that begins with a dot", async () => {
  const { server, received } = await serve();
  expect(await sendMail()(server, mail)).toMatch(/^250/);
  expect(received[0]).toContain("Message-ID: <d-1@telltale>");
  expect(received[0]).toMatch(/Subject: =\?UTF-8\?/);
  expect(received[0]).toContain("\n.hidden dot\r\n");
});

test("signs in", async () => {
  const seen: unknown[] = [];
  const { server } = await serve({
    authOptional: false,
    onAuth(auth, _session, done) {
      seen.push(auth.username, auth.password);
      done(null, auth.password === "right" ? { user: auth.username } : undefined);
    },
  });
  expect(await sendMail()({ ...server, user: "telltale", password: "right" }, mail)).toMatch(/^250/);
  expect(seen).toEqual(["telltale", "right"]);
  await expect(sendMail()({ ...server, user: "telltale", password: "wrong" }, mail)).rejects.toMatchObject({
    name: "MailRefused",
    code: 535,
  });
});

test.each([
  [451, "try later"],
  [550, "no such user"],
])("gives back a refusal with %i", async (code, words) => {
  const { server } = await serve({ onRcptTo: (_address, _session, done) => done(refusal(code, words)) });
  await expect(sendMail()(server, mail)).rejects.toMatchObject({
    name: "MailRefused",
    code,
    message: `${code} ${words}`,
  });
});

test("goes to no server without TLS where TLS is asked for", async () => {
  const { server, received } = await serve();
  await expect(sendMail()({ ...server, security: "starttls" }, mail)).rejects.toMatchObject({
    name: "OutboundError",
    reason: "tls",
  });
  expect(received).toEqual([]);
});

test("goes to no address that the guard refuses, and says when nobody answers", async () => {
  const { server } = await serve();
  for (const host of ["127.0.0.1", "localhost", "::1"]) {
    await expect(sendMail("")({ ...server, host }, mail)).rejects.toMatchObject({ reason: "blocked-address" });
  }
  await expect(sendMail()({ ...server, port: 1 }, mail)).rejects.toMatchObject({
    reason: "connection",
    message: "127.0.0.1:1: the connection was refused",
  });
});
