import type { ReactNode } from "react";
import { readDestination } from "./_load.ts";

/** Stands around the skeleton, so that a destination that is not there answers 404 before anything is sent. */
export default async function DestinationLayout(props: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readDestination((await props.params).id);
  return props.children;
}
