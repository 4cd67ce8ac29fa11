import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { prepareDataDir, requireFreePort } from "./preflight.ts";

test("a port that something listens on is refused with the process that does", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const by = process.platform === "linux" ? ` by process ${process.pid} ` : "";
  await expect(requireFreePort("127.0.0.1", port)).rejects.toThrow(`port ${port} is taken${by}`);
  await new Promise((resolve) => server.close(resolve));
  await expect(requireFreePort("127.0.0.1", port)).resolves.toBeUndefined();
});

test("an address of another machine is refused", async () => {
  await expect(requireFreePort("192.0.2.1", 4000)).rejects.toMatchObject({
    fix: expect.stringContaining("TELLTALE_HOST"),
  });
});

test("the data directory is made, and what cannot be one is refused", async () => {
  const parent = await mkdtemp(path.join(tmpdir(), "telltale-data-"));
  await prepareDataDir(path.join(parent, "a/b"));
  expect((await stat(path.join(parent, "a/b"))).isDirectory()).toBe(true);
  await writeFile(path.join(parent, "file"), "");
  for (const impossible of [path.join(parent, "file/data"), path.join(parent, "file")]) {
    await expect(prepareDataDir(impossible)).rejects.toMatchObject({
      message: expect.stringContaining(`the data directory ${impossible} cannot be written`),
      fix: expect.stringContaining("TELLTALE_DATA_DIR"),
    });
  }
  await rm(parent, { recursive: true });
});
