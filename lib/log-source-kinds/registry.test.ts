import { describe, expect, test } from "vitest";
import { authMethods } from "./auth-methods/registry.ts";
import type { AlarmedSource, LogSourceKind } from "./define-log-source-kind.ts";
import { httpKind } from "./kinds/http/http-kind.ts";
import { logSourceKind, logSourceKinds, unknownKindReason } from "./registry.ts";
import type { SourceAuth } from "./schema.ts";
import { alarmSignals } from "./terms.ts";

/** Kinds that are still to come, of which no source may have an alarm: each says why in its own file. */
const auditLog: LogSourceKind = {
  ...httpKind,
  kind: "audit-log",
  path: "audit-log",
  label: "Audit log",
  proof: () => null,
  ingestUrl: () => null,
  dropOff: {
    isSupported: false,
    reason: "Telltale's own audit log is silent when nobody changes anything, so it can have no drop-off alarm.",
  },
};

const auths: (SourceAuth | null)[] = [
  null,
  ...authMethods.map(({ method }) => ({
    method,
    headerKey: "x-key",
    hmacAlg: "",
    username: "ada",
    hasSecret: method !== "None",
  })),
];

const alarmed: AlarmedSource[] = alarmSignals.flatMap((signal) =>
  auths.flatMap((auth) =>
    [true, false].flatMap((isRefused) =>
      ["", "Okta.SystemLog"].flatMap((logType) =>
        [true, false].map((isReceiving) => ({
          id: "1",
          label: "prod",
          signal,
          auth,
          isRefused,
          logType,
          isReceiving,
          ingestUrl: "https://telltale.example.com/api/ingest/http/1",
        })),
      ),
    ),
  ),
);

describe.each([...logSourceKinds, auditLog].map((kind) => [kind.kind, kind] as const))("%s", (name, kind) => {
  test("is found by its integration type, which is the only one of its name", () => {
    const kinds = [...logSourceKinds, auditLog];
    expect(logSourceKind(name, kinds)).toBe(kind);
    expect(kinds.filter((other) => other.kind === name)).toHaveLength(1);
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(kind.label).toMatch(/^\S/);
  });

  test("says in sentences what to check when an alarm of a source goes off, or why it can have none", () => {
    const { dropOff } = kind;
    const answers = dropOff.isSupported ? alarmed.map((source) => dropOff.checks(source)) : [[dropOff.reason]];
    for (const sentences of answers) {
      expect(sentences.length).toBeGreaterThan(0);
      for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/s);
    }
  });

  test("speaks of refusals only when there were some, of a secret only when one is asked for", () => {
    const { dropOff } = kind;
    if (!dropOff.isSupported) return;
    for (const source of alarmed) {
      const text = dropOff.checks(source).join(" ");
      if (!source.isRefused) expect(text).not.toMatch(/refused/);
      if (source.auth === null) expect(text).not.toMatch(/secret/i);
      if (source.auth?.method === "None") expect(text).not.toMatch(/replace the secret|give the sender/);
      if (source.signal !== "no-data") expect(text).not.toMatch(/sender.* runs|silence/);
    }
  });
});

test("a kind that this build does not have is none, and is said so in a sentence that names it", () => {
  expect(logSourceKind("carrier-pigeon")).toBeNull();
  expect(unknownKindReason("carrier-pigeon")).toMatch(/^[A-Z].*carrier-pigeon\.$/);
});
