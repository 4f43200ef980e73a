import { afterAll, beforeAll, expect, test } from "vitest";
import { readLock } from "../../scripts/tree/lock.ts";
import { prepareUpdate as prepareHere } from "../../scripts/update/prepare.ts";
import { prepareUpdate } from "../../scripts/update/isolated.ts";
import { createProject, publication, removeProject } from "../support/project-copy.ts";

const toPublication = (text: string) => ({
  bytes: Buffer.from(text),
  source: "https://example.com/",
  etag: undefined,
});
const next = toPublication(publication("20260203.040506"));

// Not the repository itself, which somebody may change meanwhile.
let root: string;
beforeAll(async () => {
  root = await createProject();
});
afterAll(() => removeProject(root));

const prepare = ({ maxMs = 600_000, heapMb = 1_000 } = {}) =>
  prepareUpdate(root, readLock(root), next, { maxMs }, () => {}, heapMb);

test("a process of its own prepares what this one would", async () => {
  expect(await prepare()).toEqual(await prepareHere(root, readLock(root), next, {}, () => {}));
});

test("a refusal comes out of the process as a refusal, with the version that was read", async () => {
  const read: unknown[] = [];
  const older = toPublication(publication("20250101.000000"));
  const result = prepareUpdate(root, readLock(root), older, { maxMs: 600_000 }, (to) =>
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
  ["memory", { heapMb: 20 }, /more than 20 MB/],
])("a publication that takes more %s than the limit is refused", async (_what, limits, reason) => {
  await expect(prepare(limits)).rejects.toMatchObject({
    name: "Refusal",
    message: expect.stringMatching(reason) as string,
  });
});
