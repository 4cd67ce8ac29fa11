import "server-only";
import { notFound } from "next/navigation";
import { AppError } from "#lib/errors.ts";

/** What a query answers; the page for what is not there when it says so. */
export async function orNotFound<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
}
