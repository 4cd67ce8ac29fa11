import { describe, expect, test } from "vitest";
import type { Alert } from "#lib/alerts/schema.ts";
import type { SystemErrorKind } from "#lib/system-errors/define-system-error.ts";
import { systemErrorKinds } from "#lib/system-errors/registry.ts";
import type { SystemErrorType } from "#lib/system-errors/schema.ts";
import type { AlertSource } from "./alert-source.ts";
import type { KindPage } from "./define-kind-page.ts";
import { stillFailing } from "./kept-lines.tsx";
import { kindPages } from "./page-registry.tsx";
import { kindViewOf, kindViews, systemErrorTypes } from "./registry.tsx";

/** What an error of each kind keeps, about a source or destination that is called the same everywhere. */
function factsOf(kind: SystemErrorType): object {
  const { example, merge } = systemErrorKinds.find((one) => one.kind === kind) as unknown as SystemErrorKind<
    object,
    object,
    object
  >;
  const facts = merge(null, example.subject, example.report);
  return { ...facts, ...("sourceId" in facts ? { sourceId: "s1" } : { destinationId: "d1" }) };
}
const pageOf = (kind: SystemErrorType) => kindPages[kind] as unknown as KindPage<object>;
const withSecret = { method: "SharedSecret", headerKey: "x-key", hmacAlg: "", username: "", hasSecret: true } as const;
const withoutSecret = { method: "None", headerKey: "", hmacAlg: "", username: "", hasSecret: false } as const;
const refusal = (reason: "wrong_secret" | "body_too_large") => ({ reason, detail: "", count: 3, lastAt: "" });

test("each kind is told apart by its words and its icon", () => {
  const views = systemErrorTypes.map((kind) => kindViews[kind]);
  for (const word of ["label", "shortLabel", "icon"] as const) {
    expect(new Set(views.map((view) => view[word])).size).toBe(views.length);
  }
  for (const kind of systemErrorTypes) expect(pageOf(kind).actions(factsOf(kind), null, {}).length).toBeGreaterThan(0);
  expect(kindViewOf("RULE.1")).toBeUndefined();
  expect(kindViewOf(undefined)).toBeUndefined();
});

describe("where an error is dealt with", () => {
  const health = "/log-sources/s1?tab=health";
  const configuration = "/log-sources/s1?tab=configuration";

  test.each<[string, SystemErrorType, AlertSource, string[]]>([
    ["silence", "SOURCE_NO_DATA", { auth: withSecret, refusals: [] }, [health, "/log-sources/s1"]],
    [
      "silence of a source that refused a secret",
      "SOURCE_NO_DATA",
      { auth: withSecret, refusals: [refusal("wrong_secret")] },
      [health, configuration, "/log-sources/s1"],
    ],
    [
      "silence of a source that refused something else",
      "SOURCE_NO_DATA",
      { auth: withSecret, refusals: [refusal("body_too_large")] },
      [health, "/log-sources/s1"],
    ],
    [
      "silence of a source that asks for no secret any more",
      "SOURCE_NO_DATA",
      { auth: withoutSecret, refusals: [refusal("wrong_secret")] },
      [health, "/log-sources/s1"],
    ],
    ["silence of a source that may not be seen", "SOURCE_NO_DATA", null, [health, "/log-sources/s1"]],
    ["lines that fit no schema", "SOURCE_CLASSIFICATION_FAILURES", null, ["/log-sources/s1?tab=schemas", health]],
    ["silence of a source that was deleted", "SOURCE_NO_DATA", "gone", []],
    ["lines of a source that was deleted", "SOURCE_CLASSIFICATION_FAILURES", "gone", []],
    ["bodies that cannot be processed", "SOURCE_LOG_PROCESSING_ERRORS", null, [health, "/log-sources/s1?tab=schemas"]],
    ["a destination that fails", "ALERT_DELIVERY", null, ["/destinations/d1"]],
  ])("%s", (_name, kind, source, links) => {
    const found = pageOf(kind).actions(factsOf(kind), source, {});
    expect(found.map(({ href }) => href)).toEqual(links);
  });
});

test("what to do about a field leads to the editor, at the field that most lines fail for and that still fails", () => {
  const cause = (path: string, lines: number) => ({
    schema: "Custom.Acme.VPN",
    path,
    reason: "wrong_type" as const,
    expected: "a whole number",
    found: 'the text "12.5"',
    message: "",
    lines,
  });
  const causes = [cause("$.bytes", 5), cause("$.action", 2)];
  const known = {
    sourceId: "s1",
    sourceLabel: "okta-prod",
    sourceType: "http-ingest",
    lines: 7,
    causes,
    otherRefusals: 0,
  };
  const first = (keptLines?: Alert["keptLines"]) =>
    kindPages.SOURCE_CLASSIFICATION_FAILURES.actions(known, null, keptLines ? { keptLines } : {})[0];
  expect(first()).toMatchObject({
    label: "Edit Custom.Acme.VPN at bytes",
    href: "/schemas/Custom.Acme.VPN/edit?field=bytes",
  });
  const { found: _, message: __, ...standing } = cause("$.action", 2);
  const verdict = { lines: 7, fitting: 5, isLimited: false, hasNewer: false, judgedAt: "", standing: [standing] };
  expect(first(verdict)).toMatchObject({ label: "Edit Custom.Acme.VPN at action" });
  expect(stillFailing(cause("$.bytes", 5), verdict)).toBe(0);
  expect(stillFailing(cause("$.action", 2), verdict)).toBe(2);
  // Lines that failed since the verdict may have any cause.
  expect(stillFailing(cause("$.bytes", 5), { ...verdict, hasNewer: true })).toBeNull();
});
