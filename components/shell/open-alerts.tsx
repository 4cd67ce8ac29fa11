"use client";

import { createContext, type ReactNode, useContext } from "react";

const OpenAlertsContext = createContext(0);

export function OpenAlertsProvider({ count, children }: { count: number; children: ReactNode }) {
  return <OpenAlertsContext value={count}>{children}</OpenAlertsContext>;
}

/** How many System Errors are open. */
export function useOpenAlerts(): number {
  return useContext(OpenAlertsContext);
}
