import { type NextRequest, NextResponse } from "next/server";
import { pathHeader } from "#components/shell/path-header.ts";

/** Tells the layouts which page was asked for, so that sign-in knows the way back. Decides nothing. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

// Pages only: not the API, not Next's own files, not what stands in public/.
export const config = { matcher: ["/((?!api/|_next/|.*\\.).*)"] };
