import { z } from "zod";
import { uuidParameter } from "#lib/api/shapes.ts";
import { AppError } from "#lib/errors.ts";
import { toUuid } from "#lib/uuid.ts";

const noId = "00000000-0000-0000-0000-000000000000";

/** The parameters of a path below one log source: what is no id is no path of this API. */
export const withSourceId = z.object({ id: uuidParameter });

/** The id, or one that no source has: text that is no UUID names none, and the database would refuse it with an error. */
export function sourceIdOrNone(text: string): string {
  return toUuid(text) ?? noId;
}

/** The place a source's secret is sealed for (lib/secrets). */
export function secretPlace(sourceId: string): string {
  return `log_sources:${sourceId}`;
}

/** The one error for a source that is not there. */
export function noSuchSource(id: string): AppError {
  return new AppError("not-found", `There is no log source ${id.slice(0, 64)}`);
}
