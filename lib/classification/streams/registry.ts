import type { OfferedSink, Splitter } from "../record-sink.ts";
import type { StreamLimits, StreamType, StreamTypeOptions } from "../schema.ts";
import { AutoSplitter } from "./auto.ts";
import { JsonSplitter } from "./json.ts";
import { JsonArraySplitter } from "./json-array.ts";
import { LineSplitter } from "./lines.ts";

type MakeSplitter = (limits: StreamLimits, sink: OfferedSink, options: StreamTypeOptions) => Splitter;

/** One entry a stream type. */
export const splitters: Record<StreamType, MakeSplitter> = {
  Auto: (limits, sink) => new AutoSplitter(limits, sink),
  Lines: (limits, sink) => new LineSplitter(limits, sink),
  JSON: (limits, sink) => new JsonSplitter(limits, sink),
  JsonArray: (limits, sink, options) => new JsonArraySplitter(limits, sink, options.jsonArrayEnvelopeField),
};
