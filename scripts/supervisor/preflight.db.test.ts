import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { requireDatabase } from "./preflight.ts";

const real = new URL(process.env.DATABASE_URL ?? "");
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function changed(parts: { password?: string; pathname?: string }): string {
  return Object.assign(new URL(real), parts).href;
}

/** Speaks just enough of the protocol (PostgreSQL manual, "Message Formats") to be asked for its version and tell it. */
async function serverOfVersion(number: string): Promise<string> {
  const message = (type: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ready = message("Z", Buffer.from("I"));
  const column = Buffer.concat([
    Buffer.from("\0\x01number\0"),
    Buffer.from("000000000000000000170004ffffffff0000", "hex"),
  ]);
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, number.length]), Buffer.from(number)]);
  const answer = [message("T", column), message("D", row), message("C", Buffer.from("SELECT 1\0")), ready];
  const server = createServer((socket) => {
    socket.once("data", () => {
      socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready]));
      socket.on("data", (chunk) => (chunk[0] === 0x51 ? socket.write(Buffer.concat(answer)) : socket.end()));
    });
    socket.on("error", () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `postgresql://a:b@127.0.0.1:${typeof address === "object" ? address?.port : 0}/telltale`;
}

test("a database that is there and new enough is taken", async () => {
  await expect(requireDatabase("DATABASE_URL", real.href)).resolves.toBeUndefined();
  await expect(requireDatabase("DATABASE_URL", await serverOfVersion("150000"))).resolves.toBeUndefined();
});

test.each([
  [
    "nothing listens",
    () => "postgresql://a:b@127.0.0.1:1/telltale",
    "DATABASE_URL does not work: nothing answers at 127.0.0.1:1",
  ],
  [
    "no such host",
    () => "postgresql://a:b@no-such-host.invalid/telltale",
    "there is no host of that name (no-such-host.invalid:5432)",
  ],
  ["another password", () => changed({ password: "wrong" }), "refuses the user or the password"],
  ["no such database", () => changed({ pathname: "/nowhere" }), 'database "nowhere" does not exist'],
  ["not an address", () => "postgresql://a:b@:not-a-port/x", "it is not a postgresql:// address"],
  ["too old", () => serverOfVersion("140013"), "DATABASE_URL leads to PostgreSQL 14, and 15 is the oldest that works"],
])("%s: one line that names the cause and a fix", async (_name, url, cause) => {
  const refusal = await requireDatabase("DATABASE_URL", await url()).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: "StartupError", message: expect.stringContaining(cause) });
  expect(refusal).toMatchObject({
    message: expect.not.stringContaining("\n"),
    fix: expect.stringMatching(/DATABASE_URL|database/),
  });
});
