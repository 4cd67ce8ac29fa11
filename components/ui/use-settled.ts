"use client";

import { useEffect, useState } from "react";

/** The value once it has been still for a moment. */
export function useSettled<T>(value: T, settleMs = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value, settleMs]);
  return settled;
}
