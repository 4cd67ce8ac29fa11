import { Fragment } from "react";
import { RelativeTime } from "./relative-time.tsx";
import { sentenceParts } from "./sentence-parts.ts";

/** A sentence that was stored, with its instants in the one time zone setting. */
export function Sentence({ text }: { text: string }) {
  return sentenceParts(text).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <Fragment key={at}>{typeof part === "string" ? part : <RelativeTime at={part.at} form={part.form} />}</Fragment>
  ));
}
