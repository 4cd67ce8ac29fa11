/** Names of the kind HTTP, for the browser as well: no zod. */

/** How the kind is named: `integrationType`, its part of paths, and for people. */
export const httpSourceKind = { kind: "http-ingest", path: "http", label: "HTTP" } as const;
