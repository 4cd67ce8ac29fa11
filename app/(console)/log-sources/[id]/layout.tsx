import type { ReactNode } from "react";
import { readSource } from "./_load.ts";

/** Stands around the skeleton, so that a source that is not there answers 404 before anything is sent. */
export default async function LogSourceLayout(props: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readSource((await props.params).id);
  return props.children;
}
