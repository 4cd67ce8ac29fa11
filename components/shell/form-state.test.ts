import { expect, test } from "vitest";
import { beginForm, formFromKept, isChanged, isSeen, keepMine, keptText, moveOnto, takeTheirs } from "./form-state.ts";

const first = { draft: { name: "okta", note: "", secret: "" }, etag: '"1"' };
const second = { draft: { name: "okta-prod", note: "", secret: "" }, etag: '"2"' };
const typed = (part: object) => ({ ...beginForm(first), draft: { ...first.draft, ...part } });
const parse = (kept: unknown) =>
  typeof kept === "object" && kept !== null && "name" in kept ? (kept as typeof first.draft) : null;

test("a form that nobody typed into follows the server", () => {
  expect(moveOnto(beginForm(first), second)).toEqual(beginForm(second));
});

test("what was typed stays when the same version comes again", () => {
  const state = typed({ note: "mine" });
  expect(moveOnto(state, { ...second, etag: '"1"' })).toBe(state);
});

test("the other's change is laid under one's own and told, and is saved with the new version", () => {
  const state = moveOnto(typed({ note: "mine" }), second);
  expect(state.draft).toEqual({ name: "okta-prod", note: "mine", secret: "" });
  expect(state.base.etag).toBe('"2"');
  expect(state.others).toMatchObject([{ path: "name", theirs: "okta-prod", isConflict: false }]);
  expect(keepMine(state)).toMatchObject({ draft: state.draft, others: [] });
});

test("where both changed the same, one's own stays until theirs is taken", () => {
  const state = moveOnto(typed({ name: "okta-eu" }), second);
  expect(state.draft.name).toBe("okta-eu");
  expect(state.others).toMatchObject([{ before: "okta", theirs: "okta-prod", mine: "okta-eu", isConflict: true }]);
  expect(keepMine(state).draft.name).toBe("okta-eu");
  expect(takeTheirs(state).draft.name).toBe("okta-prod");
  expect(isChanged(takeTheirs(state))).toBe(false);
});

test("a second change of the other does not hide the first, which is not answered yet", () => {
  const once = moveOnto(typed({ name: "okta-eu" }), second);
  const twice = moveOnto(once, { draft: { ...second.draft, note: "theirs" }, etag: '"3"' });
  expect(twice.others).toMatchObject([
    { path: "name", theirs: "okta-prod", isConflict: true },
    { path: "note", theirs: "theirs", isConflict: false },
  ]);
  const third = moveOnto(twice, { draft: { ...first.draft, name: "okta-us", note: "theirs" }, etag: '"4"' });
  expect(third.others).toMatchObject([
    { path: "note", theirs: "theirs" },
    { path: "name", theirs: "okta-us", isConflict: true },
  ]);
});

test("another version that holds one's own change, as after an answer that was lost, has nothing unseen", () => {
  expect(isSeen(typed({ name: "okta-prod" }), second)).toBe(true);
  expect(isSeen(typed({ name: "okta-prod", secret: "s3cret" }), second)).toBe(true);
  expect(isSeen(typed({ note: "mine" }), second)).toBe(false);
  expect(isSeen(typed({ name: "okta-eu" }), second)).toBe(false);
});

test("outlives a reload without its secret, and tells what was saved in between", () => {
  const text = keptText(typed({ note: "mine", secret: "s3cret" }), ({ secret: _, ...rest }) => rest);
  expect(text).not.toContain("s3cret");
  expect(formFromKept(text, parse, first)?.draft).toEqual({ name: "okta", note: "mine", secret: "" });
  const later = formFromKept(text, parse, second);
  expect(later?.draft).toEqual({ name: "okta-prod", note: "mine", secret: "" });
  expect(later?.others).toMatchObject([{ path: "name", theirs: "okta-prod" }]);
});

test.each([null, "", "{", "null", "[]", '{"draft":{}}'])("%s that was kept is no form", (text) => {
  expect(formFromKept(text, parse, first)).toBeNull();
});
