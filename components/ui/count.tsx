import { count, exactCount } from "./number-format.ts";

/** A count as lists show it, exact on hover. */
export function Count({ value, className }: { value: number; className?: string }) {
  const short = count(value);
  const exact = exactCount(value);
  return (
    <span className={className} title={short === exact ? undefined : exact}>
      {short}
    </span>
  );
}
