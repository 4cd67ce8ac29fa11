import { ApiError } from "#components/shell/api-error.ts";
import { isRefusal } from "#components/shell/failure-words.ts";
import { plural } from "#components/ui/number-format.ts";

type Named = { integrationId: string; integrationLabel: string };

/** What came of doing one thing to many sources, one after the other. */
export interface ManyOutcome<Source extends Named> {
  done: readonly Source[];
  failed: readonly { source: Source; message: string }[];
}

/**
 * Does one thing to each of the sources, one after the other; one that fails holds none of the others back.
 * @throws ApiError when it is refused for all of them, or when no answer of Telltale's comes, which says how many were done.
 */
export async function doToEach<Source extends Named>(
  sources: readonly Source[],
  act: (id: string) => Promise<unknown>,
): Promise<ManyOutcome<Source>> {
  const done: Source[] = [];
  const failed: { source: Source; message: string }[] = [];
  let latest: unknown;
  for (const source of sources) {
    try {
      await act(source.integrationId);
      done.push(source);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isRefusal(error)) throw cutShort(error, done.length, sources.length);
      latest = error;
      failed.push({ source, message: error.message });
    }
  }
  if (done.length === 0 && failed.length > 0) throw latest;
  return { done, failed };
}

/** An answer that did not come, in the middle of many. */
function cutShort(error: ApiError, done: number, of: number): ApiError {
  if (of === 1) return error;
  return new ApiError(error.status, `${error.message} ${done} of ${plural(of, "source")} were done before that.`);
}

/** "okta-prod paused", "3 sources paused", "2 of 3 sources paused". @param verb in the past: "paused". */
export function manyDone({ done, failed }: ManyOutcome<Named>, verb: string): string {
  const [only] = done;
  if (failed.length > 0) return `${done.length} of ${plural(done.length + failed.length, "source")} ${verb}`;
  return `${done.length === 1 && only ? only.integrationLabel : plural(done.length, "source")} ${verb}`;
}

/** Which were left as they are, and why the first was; null when none was. */
export function manyFailed({ failed }: ManyOutcome<Named>): string | null {
  const [first, ...others] = failed;
  if (!first) return null;
  const more = others.length > 0 ? ` ${plural(others.length, "other")} likewise.` : "";
  return `Not ${first.source.integrationLabel}: ${first.message.replace(/\.$/, "")}.${more}`;
}
