import { followed, type Reach } from "./reach.ts";

type Send = typeof fetch;

/** Where Next reads pages from, and where the page stands. */
interface Browser {
  fetch: Send;
  location: { href: string };
}

const pageType = "text/x-component";

/** A reading that something waits for; what Next reads ahead may fail without harm. */
function isPageRead(init: RequestInit | undefined): boolean {
  const headers = new Headers(init?.headers);
  return headers.has("rsc") && !headers.has("next-router-prefetch") && !headers.has("next-router-segment-prefetch");
}

const isPage = (answer: Response) => answer.ok && (answer.headers.get("content-type")?.startsWith(pageType) ?? false);

function withoutMarker(address: string): string {
  const url = new URL(address);
  url.searchParams.delete("_rsc");
  return url.pathname + url.search;
}

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

  /** One try; null when the server is away, or answers with what is not the page that one is on. */
  async function attempt(input: string | URL, init: RequestInit | undefined): Promise<Response | null> {
    const isHere = withoutMarker(String(input)) === withoutMarker(browser.location.href);
    try {
      const answer = await followed(reach, async (signal) => {
        const signals = init?.signal ? [init.signal, signal] : [signal];
        const got = await send.call(browser, input, { ...init, signal: AbortSignal.any(signals) });
        return isHere && isPage(got) ? await whole(got) : got;
      });
      if (isPage(answer)) return answer;
      // Somewhere else there may be something that is no page; that is for Next to open.
      return !isHere && (await reach.check()) ? answer : null;
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      return null;
    }
  }

  async function read(input: string | URL, init: RequestInit | undefined): Promise<Response> {
    for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
      const answer = await attempt(input, init);
      if (answer) return answer;
      await reach.untilReached();
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
