const base = "http://console.invalid";

/**
 * Where to go after signing in: the path of `wanted` when it stays on this origin, otherwise "/".
 * "//host", "/\host", other schemes and the sign-in pages themselves are not followed.
 */
export function returnPath(wanted: string | string[] | undefined | null): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/") || !URL.canParse(wanted, base)) return "/";
  const url = new URL(wanted, base);
  if (url.origin !== base || url.pathname === "/sign-in" || url.pathname === "/setup") return "/";
  return url.pathname + url.search + url.hash;
}
