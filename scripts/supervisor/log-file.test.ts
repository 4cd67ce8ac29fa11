import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LogFile } from "./log-file.ts";

const megabyte = "x".repeat(1024 * 1024);
let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "telltale-log-"));
  file = path.join(directory, "console.log");
});

afterEach(() => rmSync(directory, { recursive: true }));

function fill(log: LogFile): void {
  for (let written = 0; written < 10; written += 1) log.write(megabyte);
}

test("a full file has one predecessor, and writing goes on in a new one", () => {
  const log = new LogFile(file);
  fill(log);
  log.write("later\n");
  expect([statSync(`${file}.1`).size, readFileSync(file, "utf8")]).toEqual([10 * 1024 * 1024, "later\n"]);
});

test("where its predecessor cannot be replaced it goes on in the same file, and in no other one's", async () => {
  await mkdir(path.join(`${file}.1`, "in-the-way"), { recursive: true });
  const log = new LogFile(file);
  fill(log);
  // Had the log closed its descriptor, this file would have been given its number.
  const other = path.join(directory, "other");
  writeFileSync(other, "");
  log.write("later\n");
  expect([statSync(other).size, readFileSync(file, "utf8").endsWith("later\n")]).toEqual([0, true]);
  await rm(`${file}.1`, { recursive: true });
  log.write("then\n");
  log.write("new\n");
  expect(readFileSync(file, "utf8")).toBe("new\n");
});
