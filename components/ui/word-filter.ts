/**
 * How well what was typed fits an entry's keywords, for cmdk: 0 hides it. Every word typed has to stand in them; an
 * entry whose first keyword begins with it comes first. Never looks at the entry's value, which may be an id.
 */
export function wordFilter(_value: string, typed: string, keywords: string[] = []): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = keywords.join(" ").toLowerCase();
  if (!words.every((word) => text.includes(word))) return 0;
  const at = text.indexOf(words[0] ?? "");
  if (at === 0) return 1;
  return /[^a-z0-9]/.test(text[at - 1] ?? "") ? 0.8 : 0.5;
}
