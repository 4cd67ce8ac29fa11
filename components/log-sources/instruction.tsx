import { Fragment } from "react";

/** A sentence in which what is typed or sent as it stands is set in backticks. */
export function Instruction({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name, and the text is drawn as a whole
    at % 2 === 1 ? <code key={at}>{part}</code> : <Fragment key={at}>{part}</Fragment>,
  );
}
