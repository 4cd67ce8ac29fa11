import { expect, test } from "vitest";
import { holdPageReads } from "./hold-page-reads.ts";
import { makeReach } from "./reach.ts";

const here = "http://console.invalid/alerts?tab=alerts";
const page = () => new Response("the page", { headers: { "content-type": "text/x-component" } });
const proxyPage = () => new Response("<h1>503</h1>", { status: 503, headers: { "content-type": "text/html" } });
const away = () => {
  throw new TypeError("Failed to fetch");
};

/** A browser whose readings are answered one after the other by `answers`; the server itself is always there again. */
function browserWith(answers: (() => Response)[]) {
  const asked: string[] = [];
  const browser = {
    location: { href: here },
    fetch: async (input: string | URL | Request, _init?: RequestInit): Promise<Response> => {
      asked.push(String(input));
      const answer = answers.shift();
      if (!answer) throw new Error("asked once too often");
      return answer();
    },
  };
  const reach = makeReach({ ask: async () => "reached", now: Date.now, retryMs: 10 });
  const putBack = holdPageReads(browser, reach);
  return { browser, asked, putBack };
}

const rsc = { headers: { rsc: "1" } };

test.each([
  ["a server that is away", away],
  ["a proxy's page", proxyPage],
  [
    "an answer that breaks off",
    () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) }), {
        headers: { "content-type": "text/x-component" },
      }),
  ],
])("reads the page that one is on again after %s", async (_, failure) => {
  const { browser, asked } = browserWith([failure, failure, page]);
  const answer = await browser.fetch(`${here}&_rsc=abc`, rsc);
  expect(await answer.text()).toBe("the page");
  expect(asked).toHaveLength(3);
});

test("a move to another page waits in the same way while the server is away", async () => {
  const { browser } = browserWith([away, page]);
  expect(await (await browser.fetch("http://console.invalid/schemas?_rsc=abc", rsc)).text()).toBe("the page");
});

test("that what the page was about is gone is an answer", async () => {
  const gone = () => new Response("gone", { status: 404, headers: { "content-type": "text/x-component" } });
  const { browser } = browserWith([gone]);
  expect((await browser.fetch(`${here}&_rsc=abc`, rsc)).status).toBe(404);
});

test("a proxy's page that is answered to a move while the server comes back is not handed on", async () => {
  const { browser } = browserWith([proxyPage, page]);
  expect(await (await browser.fetch("http://console.invalid/schemas?_rsc=abc", rsc)).text()).toBe("the page");
});

test("what is no page of the console elsewhere is handed on for the browser to open", async () => {
  const file = () => new Response("a file");
  const { browser } = browserWith([file, file]);
  expect(await (await browser.fetch("http://console.invalid/file?_rsc=abc", rsc)).text()).toBe("a file");
});

test.each([
  ["what is read ahead", { headers: { rsc: "1", "next-router-prefetch": "1" } }],
  ["a call of the API", {}],
])("%s fails at once", async (_, init) => {
  const { browser } = browserWith([away]);
  await expect(browser.fetch(here, init)).rejects.toThrow("Failed to fetch");
});

test("a reading that is not wanted any more ends", async () => {
  const { browser } = browserWith([away, away, away, away]);
  const leave = new AbortController();
  leave.abort(new Error("not wanted"));
  await expect(browser.fetch(here, { ...rsc, signal: leave.signal })).rejects.toThrow();
});

test("puts the browser's own way of reading back", async () => {
  const { browser, putBack } = browserWith([away]);
  putBack();
  await expect(browser.fetch(here, rsc)).rejects.toThrow("Failed to fetch");
});
