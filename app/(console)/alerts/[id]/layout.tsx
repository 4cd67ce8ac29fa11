import type { ReactNode } from "react";
import { readAlert } from "./_load.ts";

/** Stands around the skeleton, so that an alert that is not there answers 404 before anything is sent. */
export default async function AlertLayout(props: { params: Promise<{ id: string }>; children: ReactNode }) {
  await readAlert((await props.params).id);
  return props.children;
}
