/** A JSON path as people read it: `$.actor.id` -> `actor.id`; the whole record is "the line". */
export function pathWords(path: string): string {
  if (path === "$") return "the line";
  return path.startsWith("$.") ? path.slice(2) : path.replace(/^\$/, "");
}
