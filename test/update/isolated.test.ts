import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { readLock } from "../../scripts/tree/lock.ts";
import { processIdentity } from "../../scripts/tree/one-at-a-time.ts";
import { prepareUpdate as prepareHere } from "../../scripts/update/prepare.ts";
import { prepareUpdate } from "../../scripts/update/isolated.ts";
import { createProject, publication, removeProject, run, writeSource } from "../support/project-copy.ts";

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

const prepare = (maxMs = 600_000, heapMb?: number) =>
  prepareUpdate(root, readLock(root), next, { maxMs }, () => {}, heapMb);

test("another process prepares the same update as this one", async () => {
  expect(await prepare()).toEqual(await prepareHere(root, readLock(root), next, {}, () => {}));
});

test("a refusal in the process is a refusal here, with the version that was read", async () => {
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
  ["time", 20, undefined, /more than 0\.0 s to judge: it was stopped while \w+.* run this again later/],
  ["memory", undefined, 20, /more than 20 MB of memory to judge: it was stopped while \w+/],
])(
  "a publication that takes more %s than the limit is refused, and the refusal names the work",
  async (_what, maxMs, heapMb, reason) => {
    await expect(prepare(maxMs, heapMb)).rejects.toMatchObject({
      name: "Refusal",
      message: expect.stringMatching(reason) as string,
    });
  },
);

describe("a process that never answers", () => {
  const folder = mkdtempSync(join(tmpdir(), "isolated-"));
  const pidFile = join(folder, "pid");
  const fixture = pathToFileURL(resolve(import.meta.dirname, "../fixtures/never-answer.mjs"));
  beforeEach(() => vi.stubEnv("NODE_OPTIONS", `--import ${fixture.href}?${pidFile}`));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(pidFile, { force: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("ends at the time limit, and the refusal names its work", async () => {
    await expect(prepare(3_000)).rejects.toThrow(
      /the source takes more than 3\.0 s to judge: it was stopped while \w+/,
    );
  });

  test("ends if the update that waits for it is killed", async () => {
    const source = writeSource(root, publication("20260203.040506"));
    const { child, ended } = run(root, "spec-update", ["--source", source, "--dry-run"]);
    const pid = await vi.waitFor(() => Number.parseInt(readFileSync(pidFile, "utf8"), 10), WAIT);
    onTestFinished(() => {
      if (isRunning(pid)) process.kill(pid, "SIGKILL");
    });
    expect(isRunning(pid)).toBe(true);
    child.kill("SIGKILL");
    await ended;
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), WAIT);
  });
});

const WAIT = { timeout: 60_000, interval: 50 };
const isRunning = (pid: number) => processIdentity(pid) !== undefined;
