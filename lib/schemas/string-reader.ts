import { type AddressFamily, addressFamilies, type StringRules } from "./log-schema.ts";
import { type Indicator, indicators } from "./schema.ts";
import type { Entry, YamlReader } from "./yaml-reader.ts";

/** What a field feeds; mistakes are noted. */
export function readIndicators(reader: YamlReader, entry: Entry | undefined): Indicator[] {
  if (entry === undefined) return [];
  const found: Indicator[] = [];
  for (const place of reader.list(entry.value, "indicators") ?? []) {
    const name = reader.text(place, "An indicator");
    if (name === undefined) continue;
    if ((indicators as readonly string[]).includes(name)) found.push(name as Indicator);
    else reader.fail(place, `There is no indicator "${name}"; the indicators are ${indicators.join(", ")}.`);
  }
  return [...new Set(found)];
}

/** The rules on a text; null when there are none. Mistakes are noted. */
export function readRules(reader: YamlReader, entry: Entry | undefined): StringRules | null {
  if (entry === undefined) return null;
  const entries = reader.map(entry.value, "validate");
  if (entries === undefined) return null;
  reader.onlyKeys(entries, ["allow", "deny", "ip", "cidr"], "validate");
  if (entries.size === 0) reader.lacks(entries, entry.value, "validate needs a rule: allow, deny, ip or cidr.");
  const deny = entries.get("deny");
  if (deny !== undefined && entries.has("allow")) {
    reader.fail(deny.key, "validate has either allow or deny, not both.");
  }
  return {
    allow: readTexts(reader, entries.get("allow"), "allow"),
    deny: readTexts(reader, deny, "deny"),
    ip: readFamily(reader, entries.get("ip"), "ip"),
    cidr: readFamily(reader, entries.get("cidr"), "cidr"),
  };
}

function readTexts(reader: YamlReader, entry: Entry | undefined, what: string): string[] | null {
  if (entry === undefined) return null;
  const places = reader.list(entry.value, what);
  if (places === undefined) return null;
  if (places.length === 0) reader.fail(entry.value, `${what} must have at least one value.`);
  const texts: string[] = [];
  for (const place of places) {
    const text = reader.text(place, `A value of ${what}`);
    if (text === "") reader.fail(place, `A value of ${what} must not be empty.`);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

function readFamily(reader: YamlReader, entry: Entry | undefined, what: string): AddressFamily | null {
  if (entry === undefined) return null;
  const family = reader.text(entry.value, what);
  if (family === undefined) return null;
  if ((addressFamilies as readonly string[]).includes(family)) return family as AddressFamily;
  reader.fail(entry.value, `${what} must be ${addressFamilies.join(", ")}.`);
  return null;
}
