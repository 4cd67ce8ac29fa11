/** Characters that nobody sees, or that look like a space: controls, formats (byte order mark, joiners, directions), line separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[^\S ]/gu;

const codeOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The text with each invisible character written as `‹U+FEFF›`. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => `‹${codeOf(character)}›`);
}

/** One character in words: `"x"`, `the invisible character U+200B`, `a byte order mark (U+FEFF)`. */
export function describeCharacter(character: string): string {
  if (character === "\uFEFF") return "a byte order mark (U+FEFF)";
  return visible(character) === character ? `"${character}"` : `the invisible character ${codeOf(character)}`;
}

/** A name in quotes in which invisible characters are escapes (`"\ufeffid"`): JSON, and readable. */
export function quotedName(name: string): string {
  return JSON.stringify(name).replace(invisible, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
