"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const refreshMs = 5000;

/** Reads the page again every few seconds while it is looked at, so that counts, deliveries and timeline stay true. */
export function AlertRefresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), refreshMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
