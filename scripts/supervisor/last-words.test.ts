import { expect, test } from "vitest";
import { describeEnd, reasonOfNode, reasonOfPostgres } from "./last-words.ts";

const info = '{"level":30,"time":"2026-11-28T09:00:00.000Z","msg":"listening on 127.0.0.1:3000"}\n';
const error = '{"level":50,"time":"2026-11-28T09:00:00.000Z","err":{"message":"boom"},"msg":"a request failed"}\n';
const fatal = '{"level":60,"time":"2026-11-28T09:00:00.000Z","err":{"message":"EADDRINUSE"},"msg":"cannot listen"}\n';
const uncaught = `file:///telltale/scripts/serve.ts:10
throw new Error("Settings are wrong");
^

Error: Settings are wrong. PORT: must be a whole number above 0
    at file:///telltale/scripts/serve.ts:10:7

Node.js v24.21.0
`;
const outOfMemory = `<--- Last few GCs --->
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----
 1: 0xe36196 node::OOMErrorHandler
`;
const exit = { code: 1, signal: null };

test.each([
  ["killed while it was busy", `${error}${info}`, { code: null, signal: "SIGKILL" as const }, undefined],
  ["ended without a word", `${error}${info}`, exit, undefined],
  ["ended as it should", "good bye\n", { code: 0, signal: null }, undefined],
  ["a fatal line of its log", `${info}${fatal}`, exit, "cannot listen: EADDRINUSE"],
  [
    "an error that nobody caught",
    info + uncaught,
    exit,
    "Error: Settings are wrong. PORT: must be a whole number above 0",
  ],
  [
    "a sentence",
    `${info}inngest server: the database is another server's\n`,
    exit,
    "inngest server: the database is another server's",
  ],
  [
    "its memory was full",
    info + outOfMemory,
    { code: null, signal: "SIGABRT" as const },
    "Reached heap limit Allocation failed - JavaScript heap out of memory",
  ],
])("Node: %s", (_case, output, end, reason) => {
  expect(reasonOfNode(output, end)).toBe(reason);
});

const at = (pid: number, words: string) => `2026-11-28 09:33:15.123 UTC [${pid}] ${words}\n`;
const missing = at(77, 'ERROR:  relation "graphile_worker.migrations" does not exist at character 15');
const ready = at(10, "LOG:  database system is ready to accept connections");

test.each([
  ["killed, with a query that failed before", ready + missing, undefined],
  [
    "killed, with a client that was refused",
    ready + at(78, 'FATAL:  password authentication failed for user "a"'),
    undefined,
  ],
  [
    "a crash that it could not recover from",
    ready + missing + at(10, "LOG:  server process (PID 77) was terminated by signal 9: Killed"),
    "server process (PID 77) was terminated by signal 9: Killed",
  ],
  [
    "a crash before the present one",
    ready + at(10, "LOG:  server process (PID 77) was terminated by signal 9: Killed") + ready + missing,
    undefined,
  ],
  [
    "asked to by somebody else",
    ready + at(10, "LOG:  received fast shutdown request"),
    "received fast shutdown request",
  ],
  ["its own fatal word", ready + at(10, "FATAL:  could not write lock file"), "could not write lock file"],
  [
    "a start that its helper ends",
    at(11, "FATAL:  could not locate a valid checkpoint record"),
    "could not locate a valid checkpoint record",
  ],
  [
    "a client that knocked while it started",
    at(12, "FATAL:  the database system is starting up") + at(10, "FATAL:  could not create any TCP/IP sockets"),
    "could not create any TCP/IP sockets",
  ],
  [
    "a start that never logged",
    "postgres: could not access the server configuration file\n",
    "could not access the server configuration file",
  ],
])("PostgreSQL: %s", (_case, output, reason) => {
  expect(reasonOfPostgres(output, 10)).toBe(reason);
});

test("an end is told with its reason, or without one", () => {
  expect(describeEnd({ code: null, signal: "SIGKILL" }, undefined)).toBe("ended with SIGKILL");
  expect(describeEnd(exit, "no space")).toBe("ended with code 1: no space");
});
