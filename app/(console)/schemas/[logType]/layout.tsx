import type { ReactNode } from "react";
import { readSchema } from "./_load.ts";

/** Stands around the skeleton, so that a schema that is not there answers 404 before anything is sent. */
export default async function SchemaLayout(props: { params: Promise<{ logType: string }>; children: ReactNode }) {
  await readSchema((await props.params).logType);
  return props.children;
}
