/** The keys of a schema at the top. */
export const topLevelKeys = [
  "version",
  "schema",
  "description",
  "referenceURL",
  "fieldDiscoveryEnabled",
  "definitions",
  "fields",
  "parser",
];
/** The keys of every value. */
export const commonKeys = ["type", "required", "description"];
/** The further keys of a value, by its type. */
export const keysOfType: Record<string, readonly string[]> = {
  string: ["indicators", "validate"],
  timestamp: ["timeFormat", "timeFormats", "isEventTime"],
  array: ["element"],
  object: ["fields"],
  ref: ["target"],
};

/** Every key that some value has. */
export const anyKeys = [...commonKeys, ...Object.values(keysOfType).flat()];
