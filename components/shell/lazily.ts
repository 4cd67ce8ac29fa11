import { type ComponentType, lazy } from "react";
import { reach } from "./reach.ts";

const againMs = 1000;

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await reach.untilReached();
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}

/** A component whose code comes when it is first drawn, and waits for a server that is away. Stands in a <Suspense>. */
export function lazily<P>(load: () => Promise<ComponentType<P>>) {
  return lazy(async () => ({ default: await loaded(load) }));
}
