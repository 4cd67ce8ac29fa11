/** Carries path and query of the page that was asked for from proxy.ts to the layouts. */
export const pathHeader = "x-telltale-path";
