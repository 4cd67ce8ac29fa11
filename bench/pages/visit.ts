import { request } from "node:http";
import type { Browser, BrowserContext, CDPSession, Page } from "@playwright/test";

/** What one page costs. Milliseconds, KiB as they are sent (compressed), and the shift score. */
export interface PageFigures {
  name: string;
  /** Median of reading it again and again, from the request to the last byte. */
  serverMs: number;
  /** The fewest statements that one reading needed; jobs that run at the same moment add theirs to the others. */
  statements: number;
  htmlKib: number;
  /** All scripts but the chart's. */
  jsKib: number;
  /** The library that draws charts, which comes once the page stands; 0 where there is none. */
  chartKib: number;
  lcpMs: number;
  cls: number;
  /** The slowest of typing in the search, choosing a row and opening a menu; null where there is nothing to do. */
  inpMs: number | null;
}

const readings = 9;
/** A page that is slow is not read as often. */
const readingMs = 15_000;
const slowdown = 4;
/** How long after its load a page may still shift or load something. */
const settledMs = 1_500;

interface Vitals {
  lcp: number;
  cls: number;
  interactions: number[];
}

/** Runs in the browser before anything of the page. */
function observe(): void {
  const vitals: Vitals = { lcp: 0, cls: 0, interactions: [] };
  Object.assign(globalThis, { vitals });
  const watch = (type: string, take: (entry: PerformanceEntry) => void, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (entry) => {
    vitals.lcp = entry.startTime;
  });
  watch("layout-shift", (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) vitals.cls += shift.value;
  });
  watch(
    "event",
    (entry) => {
      if ((entry as PerformanceEntry & { interactionId: number }).interactionId > 0)
        vitals.interactions.push(entry.duration);
    },
    { durationThreshold: 16 },
  );
}

const readVitals = (page: Page) => page.evaluate(() => (globalThis as unknown as { vitals: Vitals }).vitals);

/** Bytes that came over the wire for scripts, those with Recharts in them apart. */
async function countScripts(session: CDPSession): Promise<() => Promise<{ jsKib: number; chartKib: number }>> {
  const scripts = new Set<string>();
  const arrived: { requestId: string; bytes: number }[] = [];
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) arrived.push({ requestId, bytes: encodedDataLength });
  });
  // Scripts are asked for their text when all are there.
  await session.send("Network.enable", { maxTotalBufferSize: 100_000_000, maxResourceBufferSize: 10_000_000 });
  return async () => {
    const sizes = { jsKib: 0, chartKib: 0 };
    for (const { requestId, bytes } of [...arrived]) {
      const { body } = await session.send("Network.getResponseBody", { requestId });
      sizes[body.includes("recharts-") ? "chartKib" : "jsKib"] += bytes / 1024;
    }
    return sizes;
  };
}

/** What a person does first: types in the search, chooses a row, opens a menu. */
async function use(page: Page): Promise<boolean> {
  let isUsed = false;
  const search = page.getByRole("searchbox").first();
  if (await search.isVisible()) {
    await search.pressSequentially("okta", { delay: 60 });
    await page.waitForTimeout(settledMs);
    await search.fill("");
    await page.waitForTimeout(settledMs);
    isUsed = true;
  }
  const row = page.getByRole("checkbox", { name: /^Select (?!all)/ }).first();
  if (await row.isVisible()) {
    await row.click();
    await page.waitForTimeout(300);
    await row.click();
    isUsed = true;
  }
  const menu = page.getByRole("button", { name: /^(Actions for |Notifications)/ }).first();
  if (await menu.isVisible()) {
    await menu.click();
    await page.waitForTimeout(300);
    await page.keyboard.press("Escape");
    isUsed = true;
  }
  await page.waitForTimeout(300);
  return isUsed;
}

async function inBrowser(context: BrowserContext, url: string) {
  const page = await context.newPage();
  try {
    await page.addInitScript(observe);
    const session = await context.newCDPSession(page);
    const scriptSizes = await countScripts(session);
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    const answer = await page.goto(url, { waitUntil: "load" });
    if (!answer?.ok()) throw new Error(`${url} answered ${answer?.status()}`);
    await page.waitForTimeout(settledMs);
    const { lcp, cls } = await readVitals(page);
    const sizes = await scriptSizes();
    const isUsed = await use(page);
    const { interactions } = await readVitals(page);
    return { lcpMs: lcp, cls, ...sizes, inpMs: isUsed ? Math.max(16, ...interactions) : null };
  } finally {
    await page.close();
  }
}

interface VisitOptions {
  browser: Browser;
  /** The product's address. */
  url: string;
  admin: { email: string; password: string };
  /** Paths by the names of the pages. */
  pages: Readonly<Record<string, string>>;
  /** Statements that the database was asked so far; null when nobody counts. */
  statements: (() => number) | null;
  onPage?: (figures: PageFigures) => void;
}

async function signIn({ browser, url, admin }: VisitOptions): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
  await page.close();
  return context;
}

/** Compressed by what sent it, so its size is that on the wire. */
async function read(url: string, cookie: string): Promise<{ ms: number; bytes: number }> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    request(url, { headers: { cookie, "accept-encoding": "gzip" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve({ ms: performance.now() - from, bytes });
        else reject(new Error(`${url} answered ${answer.statusCode}`));
      });
    })
      .on("error", reject)
      .end();
  });
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Visits every page: by HTTP for what the server does, then in a slowed browser with an empty cache. */
export async function visit(options: VisitOptions): Promise<PageFigures[]> {
  const context = await signIn(options);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const all: PageFigures[] = [];
  for (const [name, path] of Object.entries(options.pages)) {
    const url = `${options.url}${path}`;
    const answers: { ms: number; bytes: number; statements: number }[] = [];
    await read(url, cookie);
    const until = performance.now() + readingMs;
    while (answers.length < readings && (answers.length === 0 || performance.now() < until)) {
      const before = options.statements?.() ?? 0;
      const answer = await read(url, cookie);
      // The log is read a moment later than it is written.
      if (options.statements) await new Promise((resolve) => setTimeout(resolve, 60));
      answers.push({ ...answer, statements: (options.statements?.() ?? 0) - before });
    }
    const figures = {
      name,
      serverMs: median(answers.map(({ ms }) => ms)),
      statements: Math.min(...answers.map(({ statements }) => statements)),
      htmlKib: median(answers.map(({ bytes }) => bytes)) / 1024,
      ...(await inBrowser(context, url)),
    };
    options.onPage?.(figures);
    all.push(figures);
  }
  await context.close();
  return all;
}
