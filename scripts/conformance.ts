/**
 * Tries the behaviours that every Inngest server must show on the one at INNGEST_BASE_URL: the embedded server, or the
 * real one. Serves an app of its own on 127.0.0.1 for the time, and registers it there.
 *
 *   INNGEST_BASE_URL=http://127.0.0.1:8288 node --conditions=react-server scripts/conformance.ts [part of a name]
 *
 * With INNGEST_SIGNING_KEY (and INNGEST_EVENT_KEY) the server is one with keys. Ends with 1 when a behaviour is missing.
 */
import { cases } from "#inngest/server/conformance/cases.ts";
import { serveCases } from "#inngest/server/conformance/trial.ts";

const { INNGEST_BASE_URL: baseUrl, INNGEST_SIGNING_KEY: signingKey, INNGEST_EVENT_KEY: eventKey } = process.env;

if (!baseUrl) {
  console.error("set INNGEST_BASE_URL to the address of an Inngest server");
  process.exit(2);
}

const filter = process.argv[2] ?? "";
const chosen = cases.filter(({ name }) => name.includes(filter));
const app = await serveCases(chosen, {
  baseUrl: baseUrl.replace(/\/$/, ""),
  ...(signingKey ? { signingKey } : {}),
  ...(eventKey ? { eventKey } : {}),
});

const failures = await Promise.all(
  chosen.map(async ({ name, run }) => {
    const startedAt = Date.now();
    try {
      await run(app.trial(name));
      console.log(`ok      ${name} (${Date.now() - startedAt} ms)`);
      return 0;
    } catch (error) {
      console.log(`NOT OK  ${name}\n        ${String(error).replaceAll("\n", "\n        ")}`);
      return 1;
    }
  }),
);
await app.close();
const failed = failures.reduce<number>((sum, one) => sum + one, 0);
console.log(`${chosen.length - failed} of ${chosen.length} behaviours`);
process.exit(failed === 0 ? 0 : 1);
