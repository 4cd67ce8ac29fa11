import { existsSync } from "node:fs";
import { chromium, type LaunchOptions } from "@playwright/test";
import packaged from "@sparticuz/chromium";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Keeps the browser off the network: it has nothing to fetch but our pages. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** How to launch Chromium here: Playwright's own if it is installed, else the system's, else the one from npm. */
export async function browserOptions(): Promise<LaunchOptions> {
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  if (existsSync(chromium.executablePath())) return { args: [...quiet, ...sandbox] };
  const system = systemBrowsers.find((path) => existsSync(path));
  if (system) return { executablePath: system, args: [...quiet, ...sandbox] };
  return { executablePath: await packaged.executablePath(), args: [...quiet, "--no-sandbox"] };
}
