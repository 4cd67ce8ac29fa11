import "server-only";
import { redirect } from "next/navigation";
import { AppError } from "#lib/errors.ts";

/** A page of a list; its first one when the address holds a cursor that this list never gave out. */
export async function orFirstPage<T>(query: Promise<T>, firstHref: string): Promise<T> {
  const isMistaken = (error: unknown) => error instanceof AppError && error.field === "cursor";
  const page = await query.catch((error: unknown) => {
    if (isMistaken(error)) return undefined;
    throw error;
  });
  return page ?? redirect(firstHref);
}
