"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ClockProvider } from "#components/ui/clock.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import { ApiError } from "./api-error.ts";

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Whether the server is reached does not depend on what the browser thinks of the network: it may be this machine.
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        staleTime: 5000,
        // What the API refused stays refused; what could not be reached is worth two more tries.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      },
    },
  });
}

/** What every page stands in: the clock and its zone, the cache of queries, messages. */
export function Providers(props: { renderedAt: number; zone: string; isZoneChosen: boolean; children: ReactNode }) {
  const [queryClient] = useState(newQueryClient);
  return (
    <ClockProvider renderedAt={props.renderedAt} zone={props.zone} isChosen={props.isZoneChosen}>
      <QueryClientProvider client={queryClient}>
        <ToastProvider>{props.children}</ToastProvider>
      </QueryClientProvider>
    </ClockProvider>
  );
}
