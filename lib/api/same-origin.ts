import "server-only";
import { publicUrl } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

const safeMethods = new Set(["GET", "HEAD"]);

/**
 * Lets a browser write only from our own pages: it sends Origin or Sec-Fetch-Site with every write.
 * @throws AppError (forbidden) with `message` for a write from elsewhere.
 */
export function requireSameOrigin(request: Request, message: string): void {
  if (safeMethods.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const host = request.headers.get("host");
  const isOurs = origin !== null && URL.canParse(origin) && (origin === publicUrl() || new URL(origin).host === host);
  const isOwn = site === "same-origin" || (site === null && isOurs);
  if (!isOwn) throw new AppError("forbidden", message);
}
