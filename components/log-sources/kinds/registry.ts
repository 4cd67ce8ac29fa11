import type { LogSourceKindName } from "#lib/log-source-kinds/registry.ts";
import type { SourceFace } from "./define-source-face.ts";
import { httpFace } from "./http/http-face.ts";

/** Every kind's face by integration type: one that is missing does not compile. */
const facesByKind: Record<LogSourceKindName, SourceFace> = {
  "http-ingest": httpFace,
};

/** In the order in which they are offered. */
export const sourceFaces: readonly SourceFace[] = Object.values(facesByKind);

/** The face of an integration type; undefined for one that this version does not know. */
export function faceOf(integrationType: string): SourceFace | undefined {
  return new Map<string, SourceFace>(Object.entries(facesByKind)).get(integrationType);
}

/** How an integration type is called in the console. */
export function kindLabel(integrationType: string): string {
  return faceOf(integrationType)?.label ?? integrationType;
}
