"use client";

import { createContext, type ReactNode, useContext } from "react";
import { lacks, type Permission } from "#lib/auth/schema.ts";
import type { OperationKey } from "./call-operation.ts";

const RefusedContext = createContext<Readonly<Record<string, Permission>>>({});

/** @param refused what the signed-in user may not do, as the layout of the console found. */
export function PermissionsProvider({
  refused,
  children,
}: {
  refused: Readonly<Record<string, Permission>>;
  children: ReactNode;
}) {
  return <RefusedContext value={refused}>{children}</RefusedContext>;
}

/** Tells of an operation why the user may not call it, as a sentence; undefined when the user may. */
export function useRefusals(): (key: OperationKey) => string | undefined {
  const refused = useContext(RefusedContext);
  return (key) => {
    const missing = refused[key];
    return missing && lacks(missing);
  };
}

/** Why the user may not call an operation, as a sentence; undefined when the user may. */
export function useRefusal(key: OperationKey): string | undefined {
  return useRefusals()(key);
}
