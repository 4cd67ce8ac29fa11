import type { OfferedSink } from "./record-sink.ts";

/** A sink for a splitter that reads a part of a body: what it finds stands `offset` bytes and `lines` lines further on. */
export function movedSink(sink: OfferedSink, offset: number, lines: number): OfferedSink {
  if (offset === 0 && lines === 0) return sink;
  return {
    record: (bytes, start, end, at, line, hints) => sink.record(bytes, start, end, at + offset, line + lines, hints),
    offer: (bytes, start, end, at, line, hints) => sink.offer(bytes, start, end, at + offset, line + lines, hints),
    refuse: (refusal) => sink.refuse({ ...refusal, offset: refusal.offset + offset, line: refusal.line + lines }),
  };
}
