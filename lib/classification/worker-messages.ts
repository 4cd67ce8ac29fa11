import type { SchemaSpec } from "#lib/schemas/schema.ts";
import type { BodySettings, EncodedPart } from "./body-classifier.ts";
import type { JudgeSettings, KeptLine } from "./line-judge.ts";

/** Chunks that are sent before the first is wanted: a small body then needs no round trip. */
export const chunksAhead = 2;

/** What the main thread says to a worker. One job at a time: start, chunks, as many as are wanted and `chunksAhead`, end or abort. */
export type ToWorker =
  | { type: "start"; schemas: SchemaSpec[]; settings: BodySettings }
  | { type: "chunk"; bytes: Uint8Array<ArrayBuffer> }
  | { type: "end" }
  /** A job of its own, answered by one `judged`. */
  | { type: "judge"; schemas: SchemaSpec[]; settings: JudgeSettings; lines: KeptLine[] }
  /** The caller lost interest or could not read the body. */
  | { type: "abort" }
  /** A part was written; the worker may send another one. */
  | { type: "taken" };

/** What a worker says. After `done`, `judged` or `failed` it is free for the next job. */
export type FromWorker =
  | { type: "want" }
  | { type: "part"; part: EncodedPart }
  | { type: "done" }
  /** One answer a line. */
  | { type: "judged"; fits: boolean[] }
  | { type: "failed"; message: string };
