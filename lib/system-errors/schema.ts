/**
 * Client-safe types of system errors; they follow from the kinds. Words and icons stand in
 * `components/system-errors/kinds`.
 */
export type { FactsOf, SystemErrorType } from "./registry.ts";
