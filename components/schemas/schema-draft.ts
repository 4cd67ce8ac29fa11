interface SchemaDraft {
  /** Without its prefix. */
  name: string;
  spec: string;
}

/** What a new schema begins with: valid, and with the fields most need. */
export const starterSpec = `version: 0
description: What this log tells, in a sentence.
fields:
  - name: time
    type: timestamp
    required: true
    timeFormats: [rfc3339]
    isEventTime: true
    description: When it happened.
  - name: action
    type: string
    required: true
    description: What was done.
  - name: user
    type: string
    indicators: [username]
  - name: source_ip
    type: string
    indicators: [ip]
`;

/** How a draft outlives a reload. */
export const keptSchemaDraft = {
  parse(text: string): SchemaDraft | null {
    try {
      const kept = JSON.parse(text) as Partial<SchemaDraft> | null;
      return typeof kept?.name === "string" && typeof kept.spec === "string"
        ? { name: kept.name, spec: kept.spec }
        : null;
    } catch {
      return null;
    }
  },
  serialise: (draft: SchemaDraft) => JSON.stringify(draft),
};
