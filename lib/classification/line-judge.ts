import { type AttachedSchema, Classifier, mayBePart } from "./classifier.ts";
import type { OfferedSink, RecordHints } from "./record-sink.ts";
import type { StreamLimits, StreamType, StreamTypeOptions } from "./schema.ts";
import { splitters } from "./streams/registry.ts";

/** A kept line, and what decides how it would be read today. */
export type KeptLine = {
  payload: string;
  /** Epoch milliseconds. */
  arrivedAt: number;
  /** What was kept is not one record but a body in which no array was found. */
  isBody: boolean;
};

export type JudgeSettings = { streamType: StreamType; streamTypeOptions: StreamTypeOptions; limits: StreamLimits };

/** Says of each line, in their order, whether it would become events, all of it, under these schemas. Nothing is written. */
export function judge(schemas: AttachedSchema[], settings: JudgeSettings, lines: KeptLine[]): boolean[] {
  const { streamTypeOptions: options, limits } = settings;
  let classifier = new Classifier(schemas, limits.maxDepth, 0);
  let classifierOf = Number.NaN;
  return lines.map(({ payload, arrivedAt, isBody }) => {
    if (arrivedAt !== classifierOf) classifier = new Classifier(schemas, limits.maxDepth, arrivedAt * 1000);
    classifierOf = arrivedAt;
    const counts = { events: 0, failures: 0 };
    const take = (bytes: Buffer, start: number, end: number, hints: RecordHints, isOffered: boolean) => {
      const text = bytes.toString("utf8", start, end);
      const outcome = classifier.classify(text, hints.isDepthKnown);
      if (isOffered && mayBePart(text, outcome)) return false;
      if (outcome.kind === "event") counts.events += 1;
      else counts.failures += 1;
      return true;
    };
    const sink: OfferedSink = {
      record: (bytes, start, end, _offset, _line, hints) => void take(bytes, start, end, hints, false),
      offer: (bytes, start, end, _offset, _line, hints) => take(bytes, start, end, hints, true),
      refuse() {
        counts.failures += 1;
      },
    };
    // An element of an array stands alone by now.
    const isElement = settings.streamType === "JsonArray" && !isBody;
    const splitter = splitters[isElement ? "JSON" : settings.streamType](limits, sink, options);
    splitter.push(Buffer.from(payload));
    splitter.end();
    return counts.events > 0 && counts.failures === 0;
  });
}
