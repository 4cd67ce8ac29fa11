import { classNames } from "#components/ui/class-names.ts";

/** A colour (a background class) and what it stands for. */
export function Legend({ colour, words }: { colour: string; words: string }) {
  return (
    <span>
      <span aria-hidden="true" className={classNames("mark mr-1.5 inline-block size-[9px] rounded-[2px]", colour)} />
      {words}
    </span>
  );
}
