"use client";

/** What happened since the last look. */
export function Bell() {
  return null;
}
