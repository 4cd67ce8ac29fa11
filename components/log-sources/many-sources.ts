import { ApiError } from "#components/shell/api-error.ts";
import { plural } from "#components/ui/number-format.ts";

type Named = { integrationId: string; integrationLabel: string };

/** What came of doing one thing to many sources, one after the other. */
export interface ManyOutcome<Source extends Named> {
  done: readonly Source[];
  failed: readonly { source: Source; message: string }[];
}

/**
 * Does one thing to each of the sources, one after the other; one that fails holds none of the others back.
 * @throws ApiError when it fails for all of them, or without an answer: what became of the rest is not known then.
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
      if (!(error instanceof ApiError) || error.status === 0) throw error;
      latest = error;
      failed.push({ source, message: error.message });
    }
  }
  if (done.length === 0 && failed.length > 0) throw latest;
  return { done, failed };
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
