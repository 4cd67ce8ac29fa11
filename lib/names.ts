/** Names that people give to things: what they may hold, and when two are the same. Client-safe. */
import { z } from "zod";

/** Control characters, format characters (joiners, marks of direction, byte order marks), halves of pairs, line separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Also what is drawn as nothing though it counts as a letter or a sign. */
const blank = /[\s\u2800\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A name as it is sent; it is kept as it is. With one that is visible, and nothing in it that cannot be seen, turns the
 * direction of the line, or looks like another name.
 */
export function nameShape(maxLength: number) {
  return z
    .string("must be a text")
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine((name) => !invisible.test(name), "must not hold control characters or invisible ones")
    .refine((name) => name.replace(blank, "") !== "", "must not be empty");
}

/** What two names that read alike have in common: width, ligatures (NFKC), case, spaces and what is not drawn do not tell them apart. */
export function nameKey(name: string): string {
  const drawn = name.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return drawn
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\u2800]+/g, " ")
    .trim();
}
