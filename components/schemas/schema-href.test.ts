import { expect, test } from "vitest";
import { changeSchemaHref } from "./schema-href.ts";

test.each([
  ["Custom.Acme", undefined, "/schemas/Custom.Acme/edit"],
  ["Custom.Acme", "$", "/schemas/Custom.Acme/edit"],
  ["Custom.Acme", "$.actor.id", "/schemas/Custom.Acme/edit?field=actor.id"],
  ["Custom.Acme", '$["a b"]', "/schemas/Custom.Acme/edit?field=%5B%22a+b%22%5D"],
  ["Okta.SystemLog", "$.published", "/schemas/new?copy=Okta.SystemLog&field=published"],
])("%s at %s is changed at %s", (name, path, href) => expect(changeSchemaHref(name, path)).toBe(href));
