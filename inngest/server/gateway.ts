import { request } from "undici";
import { canonicalJson } from "./canonical-json.ts";

type GatewayRequest = { url?: string; method?: string; headers?: Record<string, string>; body?: unknown };

const timeoutMs = 10 * 60_000;

/** Does the request of a `step.fetch` and returns the step's entry: the response, whatever its status, or an error. */
export async function performRequest(text: string): Promise<string> {
  const { url, method, headers, body } = JSON.parse(text) as GatewayRequest;
  try {
    const response = await request(url ?? "", {
      method: (method ?? "GET") as "GET",
      headers: headers ?? {},
      // As the real server does it: a text goes out as JSON, in quotes.
      body: body === undefined || body === null ? undefined : JSON.stringify(body),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const responseHeaders = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        headerName(name),
        Array.isArray(value) ? value[0] : value,
      ]),
    );
    return canonicalJson({
      data: { status_code: response.statusCode, headers: responseHeaders, body: await response.body.text(), url },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return canonicalJson({ error: { name: "Error", message } });
  }
}

function headerName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
}
