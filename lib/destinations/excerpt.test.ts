import { expect, test } from "vitest";
import { excerptOf } from "./excerpt.ts";

test.each([
  ["queued", "queued"],
  ['{"error":\n"no <b> here"}', '{"error":\n"no <b> here"}'],
  [
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body></html>",
    "502 Bad Gateway nginx",
  ],
  [
    "<!DOCTYPE html><html><head><title>Sign in &amp; go</title><script>alert(1)</script></head><body></body>",
    "Sign in & go",
  ],
  ["<html><body><p>A</p><style>p{}</style><!-- <p>B</p> --><svg><text>C</text></svg><p>D", "A D"],
  ["<h1>cut <a href='", "cut"],
  ["<html>", ""],
  ["\u0000\u001b[31mred\u2028", "[31mred"],
])("shows %j as %j", (body, expected) => {
  expect(excerptOf(body)).toBe(expected);
});

test("is cut, of HTML after its tags", () => {
  expect(excerptOf("x".repeat(5_000))).toHaveLength(1_001);
  expect(excerptOf(`<html><body>${"<br>".repeat(2_000)}late`)).toBe("late");
});
