import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";
import packaged from "@sparticuz/chromium";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Keeps the browser off the network: it has nothing to fetch but our pages. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** Letters where the font puts them: hinting rounds their widths, which eats the space between words in pictures. */
const unhinted = ["--font-render-hinting=none"];
const common = [...quiet, ...unhinted];

/** How to launch Chromium here: Playwright's own if it is installed, else the system's, else the one from npm. */
export async function browserOptions(): Promise<LaunchOptions> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  if (existsSync(chromium.executablePath())) return { args: [...common, ...sandbox] };
  const system = systemBrowsers.find((path) => existsSync(path));
  if (system) return { executablePath: system, args: [...common, ...sandbox] };
  return { executablePath: await packaged.executablePath(), args: [...common, "--no-sandbox"] };
}
