import { type ComponentType, lazy } from "react";

const againMs = 1000;

/** Asks again and again while the server is away: what cannot be loaded now is loaded when it is back. */
async function loaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}

/** A component whose code comes when it is first drawn, and waits for a server that is away. Stands in a <Suspense>. */
export function lazily<P>(load: () => Promise<ComponentType<P>>) {
  return lazy(async () => ({ default: await loaded(load) }));
}
