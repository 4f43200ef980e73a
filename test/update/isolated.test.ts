import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readLock } from "../../scripts/tree/lock.ts";
import { prepareUpdate as prepareHere } from "../../scripts/update/prepare.ts";
import { prepareUpdate } from "../../scripts/update/isolated.ts";
import { updateSpec } from "../../scripts/update/update.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const snapshot = readFileSync(join(ROOT, "openapi/venice.yaml"), "utf8");
const publication = (text: string) => ({
  bytes: Buffer.from(text),
  source: "https://example.com/",
  etag: undefined,
});
const next = publication(snapshot.replace("The API Key description", "The key's description"));
const prepare = ({ maxMs = 600_000, heapMb = 1_000 } = {}) =>
  prepareUpdate(ROOT, readLock(ROOT), next, { maxMs }, () => {}, heapMb);

test("a process of its own prepares what this one would", async () => {
  expect(await prepare()).toEqual(await prepareHere(ROOT, readLock(ROOT), next, {}, () => {}));
});

test("a refusal comes out of the process as a refusal, with the version that was read", async () => {
  const read: unknown[] = [];
  const older = publication(snapshot.replace("20260622.204854", "20250101.000000"));
  const result = prepareUpdate(ROOT, readLock(ROOT), older, { maxMs: 600_000 }, (to) =>
    read.push(to.version),
  );
  await expect(result).rejects.toMatchObject({
    name: "Refusal",
    message: expect.stringMatching(/older/) as string,
  });
  expect(read).toEqual(["20250101.000000"]);
});

test.each([
  ["time", { maxMs: 20 }, /more than 0\.0 s/],
  ["memory", { heapMb: 60 }, /more than 60 MB/],
])("a publication that takes more %s than the limit is refused", async (_what, limits, reason) => {
  await expect(prepare(limits)).rejects.toMatchObject({
    name: "Refusal",
    message: expect.stringMatching(reason) as string,
  });
});

test("what was prepared is what an update in this process reports", async () => {
  const result = await updateSpec(ROOT, {
    source: join(ROOT, "openapi/venice.yaml"),
    isIsolated: true,
    dryRun: true,
  });
  expect(result.status).toBe("unchanged");
});
