/**
 * The intake and classification in a process of their own, for tests of memory. Prints its port; each line on standard input that is
 * a source's id classifies what waits of it and prints the outcome; every answer holds the peak of resident memory so far.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { createIntakeHandler } from "#lib/log-intake/handler.ts";
import { processBatches } from "#lib/log-processing/process-batches.ts";

const kibibyte = 1024;
const peakRssBytes = () => process.resourceUsage().maxRSS * kibibyte;
const print = (fields: object) =>
  process.stdout.write(`${JSON.stringify({ ...fields, peakRssBytes: peakRssBytes() })}\n`);

const intake = createIntakeHandler(() => {});
const server = createServer((request, response) => {
  // Not the intake's: what the process has used up to now.
  if (request.url === "/peak") response.end(String(peakRssBytes()));
  else void intake(request, response);
});
server.listen(0, "127.0.0.1", () => print({ port: (server.address() as AddressInfo).port }));

for await (const line of createInterface({ input: process.stdin })) {
  const { batches, events, failures } = await processBatches(line, { budgetMs: 120_000 });
  print({ batches, events, failures });
}
process.exit(0);
