/** What an update does with what each of its steps returns. The steps are stand-ins. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sha256 } from "../../scripts/spec/hash.ts";
import type { Lock } from "../../scripts/tree/lock.ts";
import type { UpdateOptions } from "../../scripts/update/result.ts";

const SNAPSHOT = "openapi: 3.0.0\n";
const NEXT = "openapi: 3.0.1\n";
const SOURCE = "https://example.com/spec.yaml";
const LOCK: Lock = {
  ...{ source: SOURCE, version: "1", sha256: sha256(SNAPSHOT), meaning: "m", etag: '"1"' },
  generated: { inputs: "i", files: {} },
};
const NOTHING = { version: null, sha256: null };
const FROM = { version: "1", sha256: LOCK.sha256 };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "update-"));
  mkdirSync(join(root, "openapi"));
  writeFileSync(join(root, "openapi/venice.yaml"), SNAPSHOT);
  writeFileSync(join(root, "openapi/venice.lock.json"), JSON.stringify(LOCK));
});
afterEach(() => rmSync(root, { recursive: true }));

type Modules = Awaited<ReturnType<typeof importAll>>;
const importAll = async () => ({
  ...(await import("../../scripts/update/update.ts")),
  ...(await import("../../scripts/spec/refusal.ts")),
  ...(await import("../../scripts/spec/progress.ts")),
});

interface Steps {
  read?: (modules: Modules) => unknown;
  prepare?: (modules: Modules) => unknown;
}
const REPORT = { impact: "minor", operations: [{ operationId: "a" }], changes: [] };
const prepared = () => ({
  ...{ to: { version: "2", sha256: "b" }, reason: "it changed", report: REPORT },
  ...{ files: { "generated/new.ts": "new" }, stale: ["generated/old.ts"] },
});

/** Runs an update; `calls` are the arguments of the steps. */
async function update(steps: Steps, options: UpdateOptions = {}) {
  vi.resetModules();
  const read = vi.fn<(...args: unknown[]) => unknown>();
  const prepare = vi.fn<(...args: unknown[]) => unknown>();
  const prepareIsolated = vi.fn<(...args: unknown[]) => unknown>();
  vi.doMock("../../scripts/pull/source.ts", async (original) => ({
    ...(await original<object>()),
    readSource: (...args: unknown[]) => Promise.resolve().then(() => read(...args)),
  }));
  vi.doMock("../../scripts/update/prepare.ts", () => ({
    prepareUpdate: (...args: unknown[]) => Promise.resolve().then(() => prepare(...args)),
  }));
  vi.doMock("../../scripts/update/isolated.ts", () => ({
    prepareUpdate: (...args: unknown[]) => Promise.resolve().then(() => prepareIsolated(...args)),
  }));
  try {
    const modules = await importAll();
    const bytes = { status: "read", bytes: Buffer.from(NEXT), etag: '"2"' };
    read.mockImplementation(() => steps.read?.(modules) ?? bytes);
    for (const mock of [prepare, prepareIsolated])
      mock.mockImplementation((_root, _lock, _publication, _options, onRead) => {
        (onRead as (to: object) => void)({ version: "2", sha256: "b" });
        return steps.prepare?.(modules) ?? prepared();
      });
    const result = await modules.updateSpec(root, options);
    return {
      result,
      read: read.mock.calls,
      prepare: prepare.mock.calls,
      isolated: prepareIsolated.mock.calls,
    };
  } finally {
    for (const step of ["pull/source", "update/prepare", "update/isolated"])
      vi.doUnmock(`../../scripts/${step}.ts`);
    vi.resetModules();
  }
}

test("an update writes what was prepared, and removes what is stale", async () => {
  mkdirSync(join(root, "generated"));
  writeFileSync(join(root, "generated/old.ts"), "old");
  const { result, read, prepare, isolated } = await update({});
  expect(result).toEqual({
    ...{ status: "updated", reason: "it changed", from: FROM, to: { version: "2", sha256: "b" } },
    ...{ impact: "minor", operations: REPORT.operations, report: REPORT },
  });
  expect(readFileSync(join(root, "generated/new.ts"), "utf8")).toBe("new");
  expect(existsSync(join(root, "generated/old.ts"))).toBe(false);
  const [[source, pull, limits] = []] = read;
  expect([source, pull, limits]).toEqual([
    SOURCE,
    { etag: '"1"', onProgress: undefined, signal: undefined },
    { timeoutMs: 22_000 },
  ]);
  const [[preparedRoot, lock, publication, options] = []] = prepare;
  expect([preparedRoot, lock]).toEqual([root, LOCK]);
  expect(publication).toEqual({ bytes: Buffer.from(NEXT), source: SOURCE, etag: '"2"' });
  expect((options as { maxMs: number }).maxMs).toBeLessThanOrEqual(55_000);
  expect((options as { maxMs: number }).maxMs).toBeGreaterThan(20_000);
  expect(isolated).toEqual([]);
});

test("a dry run writes nothing, and has the same result", async () => {
  const { result } = await update({}, { dryRun: true });
  expect(result).toMatchObject({ status: "updated", reason: "it changed", impact: "minor" });
  expect(existsSync(join(root, "generated"))).toBe(false);
});

test("the time for pulling is a share of all, and what is left is for judging", async () => {
  const { read, isolated, prepare } = await update({}, { maxMs: 10_000, isIsolated: true });
  expect(read[0]?.[2]).toEqual({ timeoutMs: 4_000 });
  expect(prepare).toEqual([]);
  const { maxMs } = isolated[0]?.[3] as { maxMs: number };
  expect(maxMs).toBeLessThanOrEqual(10_000);
  expect(maxMs).toBeGreaterThan(0);
});

test("the options are passed on", async () => {
  const signal = new AbortController().signal;
  const onProgress = () => {};
  const { read, isolated } = await update({}, { isIsolated: true, allowRemovals: true, signal, onProgress });
  expect(read[0]?.[1]).toEqual({ etag: '"1"', onProgress, signal });
  expect(isolated[0]?.[3]).toMatchObject({ allowRemovals: true, signal });
});

test("a source that is not modified leaves all as it is", async () => {
  const { result, prepare } = await update({ read: () => ({ status: "not_modified" }) });
  expect(result).toEqual({
    ...{ status: "unchanged", reason: "the source has not changed since (HTTP 304)", from: FROM, to: FROM },
    ...{ impact: "none", operations: [], report: undefined },
  });
  expect(prepare).toEqual([]);
});

test.each([
  ["the snapshot", SNAPSHOT],
  ["a page with it", `# A\n\n\`\`\`yaml\n${SNAPSHOT}\`\`\`\n`],
])("a source with the bytes of %s leaves all as it is", async (_what, text) => {
  const { result, prepare } = await update({ read: () => ({ status: "read", bytes: Buffer.from(text) }) });
  expect(result).toMatchObject({
    ...{ status: "unchanged", reason: "the source has the same bytes as the snapshot", from: FROM },
    to: FROM,
  });
  expect(prepare).toEqual([]);
});

test("another source is asked without the lock's ETag", async () => {
  const other = "https://example.com/other.yaml";
  const { read, prepare } = await update({}, { source: other });
  expect(read[0]?.slice(0, 2)).toEqual([
    other,
    { etag: undefined, onProgress: undefined, signal: undefined },
  ]);
  expect(prepare[0]?.[2]).toMatchObject({ source: other, etag: '"2"' });
});

test("a file is read, but the next update goes to the lock's source, without an ETag", async () => {
  const { read, prepare } = await update({}, { source: "/a/spec.yaml" });
  expect(read[0]?.[0]).toBe("/a/spec.yaml");
  expect(prepare[0]?.[2]).toMatchObject({ source: SOURCE, etag: undefined });
});

const DEFAULT_SOURCE = "https://api.venice.ai/doc/api/swagger.yaml";

test("without a lock, the source is Venice's, and all is new", async () => {
  rmSync(join(root, "openapi"), { recursive: true });
  const { result, read, prepare } = await update({});
  expect(result).toMatchObject({ status: "updated", from: NOTHING });
  expect(read[0]?.slice(0, 2)).toEqual([
    DEFAULT_SOURCE,
    { etag: undefined, onProgress: undefined, signal: undefined },
  ]);
  expect(prepare[0]?.slice(1, 3)).toMatchObject([undefined, { source: DEFAULT_SOURCE }]);
  const fromFile = await update({}, { source: "/a/spec.yaml" });
  expect(fromFile.prepare[0]?.[2]).toMatchObject({ source: DEFAULT_SOURCE });
});

test("a snapshot without its lock is refused before the source is asked", async () => {
  rmSync(join(root, "openapi/venice.lock.json"));
  const { result, read } = await update({});
  expect(result.reason).toBe(
    "openapi/venice.lock.json is missing, though there is a openapi/venice.yaml: " +
      `run git checkout -- openapi/venice.lock.json (source: ${DEFAULT_SOURCE})`,
  );
  expect(read).toEqual([]);
});

test("an edited snapshot is refused before the source is asked", async () => {
  writeFileSync(join(root, "openapi/venice.yaml"), "edited");
  const { result, read } = await update({ read: () => ({ status: "not_modified" }) });
  expect(result).toMatchObject({ status: "refused", from: FROM, to: NOTHING });
  expect(result.reason).toMatch(/is not what was pulled/);
  expect(read).toEqual([]);
});

test("a refusal names the source, unless its reason does", async () => {
  const reasonOf = async (...lines: string[]) => {
    const { result } = await update({
      read: ({ Refusal }) => {
        throw new Refusal(...lines);
      },
    });
    expect(result).toMatchObject({ status: "refused", from: FROM, to: NOTHING, impact: "none" });
    return result.reason;
  };
  expect(await reasonOf("no")).toBe(`no (source: ${SOURCE})`);
  expect(await reasonOf("a", "b")).toBe(`a\nb (source: ${SOURCE})`);
  expect(await reasonOf(`no ${SOURCE} here`)).toBe(`no ${SOURCE} here`);
});

test("a refusal of the publication has the version that was read", async () => {
  const { result } = await update({
    prepare: ({ Refusal }) => {
      throw new Refusal("older");
    },
  });
  expect(result).toMatchObject({ status: "refused", from: FROM, to: { version: "2", sha256: "b" } });
});

test.each<[what: string, error: unknown, reason: string]>([
  ["an error", new TypeError("x is no function"), "x is no function"],
  ["what is no error", "a text", "a text"],
  ["another RangeError", new RangeError("Invalid array length"), "Invalid array length"],
])("%s of the pipeline is a refusal that says so, and is shown", async (_what, error, message) => {
  const shown = vi.spyOn(console, "error").mockImplementation(() => {});
  const { result } = await update({
    read: ({ reportWork }) => {
      reportWork("thinking");
      throw error;
    },
  });
  expect(result).toMatchObject({
    status: "refused",
    reason: `the pipeline failed while thinking (${message}): a defect, please report it`,
  });
  expect(shown.mock.calls).toEqual([[error]]);
  shown.mockRestore();
});

test("a document that is nested too deeply is a refusal that says so", async () => {
  const shown = vi.spyOn(console, "error").mockImplementation(() => {});
  const { result } = await update({
    prepare: ({ reportWork }) => {
      reportWork("thinking");
      throw new RangeError("Maximum call stack size exceeded");
    },
  });
  expect(result.reason).toBe(
    "the source is nested or branched too deeply to be judged: it was stopped while thinking",
  );
  shown.mockRestore();
});

test("a refusal is shown by its reason alone", async () => {
  const shown = vi.spyOn(console, "error");
  await update({
    read: ({ Refusal }) => {
      throw new Refusal("no");
    },
  });
  expect(shown).not.toHaveBeenCalled();
  shown.mockRestore();
});

test("an update that is stopped while it is judged writes nothing", async () => {
  const controller = new AbortController();
  const { result } = await update(
    {
      prepare: ({ toInterruption }) => {
        controller.abort(toInterruption("SIGTERM"));
        return prepared();
      },
    },
    { signal: controller.signal },
  );
  expect(result).toMatchObject({
    status: "refused",
    reason: `interrupted by SIGTERM: nothing was changed (source: ${SOURCE})`,
  });
  expect(existsSync(join(root, "generated"))).toBe(false);
});

test("a defect before an update is thrown, and a refusal is its result", async () => {
  const { refusedFor, Refusal } = await importAll();
  expect(refusedFor(new Refusal("no"))).toEqual({
    ...{ status: "refused", reason: "no", from: NOTHING, to: NOTHING },
    ...{ impact: "none", operations: [], report: undefined },
  });
  expect(() => refusedFor(new TypeError("x"))).toThrow(new TypeError("x"));
});
