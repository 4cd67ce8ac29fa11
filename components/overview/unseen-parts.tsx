import { lacks, type Permission } from "#lib/auth/schema.ts";

/** Says what an overview leaves out, and why; nothing when nothing is left out. */
export function UnseenParts({ missing }: { missing: readonly Permission[] }) {
  if (missing.length === 0) return null;
  return <p className="mb-4 text-ink-2">{missing.map(lacks).join(" ")} What belongs to it is left out here.</p>;
}
