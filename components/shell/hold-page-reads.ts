import { followed, type Reach } from "./reach.ts";

type Send = typeof fetch;

/** Where Next reads pages from, and where the page stands. */
interface Browser {
  fetch: Send;
  location: { href: string };
}

const pageType = "text/x-component";
const firstWaitMs = 500;

/** A reading that something waits for; what Next reads ahead may fail without harm. */
function isPageRead(init: RequestInit | undefined): boolean {
  const headers = new Headers(init?.headers);
  return headers.has("rsc") && !headers.has("next-router-prefetch") && !headers.has("next-router-segment-prefetch");
}

/** Also that there is none here any more, which is an answer. */
const isPage = (answer: Response) =>
  answer.status < 500 && (answer.headers.get("content-type")?.startsWith(pageType) ?? false);

const pathOf = (address: string) => new URL(address).pathname;

/** All of an answer, so that one that breaks off is asked for again and not drawn in part. */
async function whole(answer: Response): Promise<Response> {
  const { headers, status, statusText, url, redirected } = answer;
  const made = new Response(await answer.arrayBuffer(), { headers, status, statusText });
  return Object.defineProperties(made, { url: { value: url }, redirected: { value: redirected } });
}

/**
 * Next leaves a page for the browser's own error page, or for a proxy's, when it cannot read from the server. With this
 * its readings wait until the server answers, and then are made again.
 * @returns what puts the browser's own `fetch` back.
 */
export function holdPageReads(browser: Browser, reach: Reach): () => void {
  const send = browser.fetch;

  /** One try: what was answered, or null when nothing was. */
  async function attempt(
    input: string | URL,
    init: RequestInit | undefined,
    isHere: boolean,
  ): Promise<Response | null> {
    try {
      return await followed(reach, async (signal) => {
        const signals = init?.signal ? [init.signal, signal] : [signal];
        const got = await send.call(browser, input, { ...init, signal: AbortSignal.any(signals) });
        return isHere && isPage(got) ? await whole(got) : got;
      });
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      return null;
    }
  }

  async function read(input: string | URL, init: RequestInit | undefined): Promise<Response> {
    // Another tab or filter of the page that one is on is "here" too.
    const isHere = pathOf(String(input)) === pathOf(browser.location.href);
    let others = 0;
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, 10_000)) {
      const answer = await attempt(input, init, isHere);
      if (answer && isPage(answer)) return answer;
      await reach.untilReached();
      // Somewhere else there may be something that is no page at all; that is for Next to open.
      if (answer && !isHere && ++others === 2) return answer;
      // The server answers, this page does not: not at once again.
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  browser.fetch = (input, init) =>
    !(input instanceof Request) && isPageRead(init) ? read(input, init) : send.call(browser, input, init);
  return () => {
    browser.fetch = send;
  };
}
