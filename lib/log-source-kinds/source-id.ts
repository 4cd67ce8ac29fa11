import { z } from "zod";
import { AppError } from "#lib/errors.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const noId = "00000000-0000-0000-0000-000000000000";

/** The parameters of a path below one log source: what is no id is no path of this API. */
export const withSourceId = z.object({ id: z.string().regex(uuid).meta({ format: "uuid" }) });

/** Text that is not a UUID names no source; the database would refuse it with an error. */
export function isSourceId(text: string): boolean {
  return uuid.test(text);
}

/** The id, or one that no source has. */
export function sourceIdOrNone(text: string): string {
  return isSourceId(text) ? text : noId;
}

/** The place a source's secret is sealed for (lib/secrets). */
export function secretPlace(sourceId: string): string {
  return `log_sources:${sourceId}`;
}

/** The one error for a source that is not there. */
export function noSuchSource(id: string): AppError {
  return new AppError("not-found", `There is no log source ${id.slice(0, 64)}`);
}
