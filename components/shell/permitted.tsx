"use client";

import type { ReactNode } from "react";
import type { OperationKey } from "./call-operation.ts";
import { useRefusal } from "./permissions.tsx";

interface PermittedProps {
  /** What the controls inside call. */
  operation: OperationKey;
  /** Leaves them out instead of switching them off: for links, which cannot be. */
  isLeftOut?: boolean;
  /** Says why on hover alone: in a list, whose page says it once. */
  isQuiet?: boolean;
  children: ReactNode;
}

/**
 * Controls for those who may use them. For others they are switched off, and it is said why. Draws no box of its own: the
 * controls stand where they would stand without it.
 */
export function Permitted({ operation, isLeftOut = false, isQuiet = false, children }: PermittedProps) {
  const refusal = useRefusal(operation);
  if (refusal === undefined) return children;
  const why = <span className="text-ink-3 text-small">{refusal}</span>;
  if (isLeftOut) return isQuiet ? null : why;
  return (
    <fieldset disabled title={refusal} className="contents">
      {children}
      {!isQuiet && why}
    </fieldset>
  );
}
