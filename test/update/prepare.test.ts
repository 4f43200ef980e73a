/** What an update would write. What renders, compiles and compares is a stand-in. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cpSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { semanticHash, sha256 } from "../../scripts/spec/hash.ts";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import type { Lock } from "../../scripts/tree/lock.ts";
import { TINY_SPEC, tinySpec } from "../support/tiny-spec.ts";
import { parse } from "yaml";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const VERSION = "20260101.000000";
const NEXT = "20260202.000000";
const meaningOf = (text: string) => semanticHash(parse(text) as SpecDocument);
const LOCK: Lock = {
  ...{
    source: "https://example.com/",
    version: VERSION,
    sha256: sha256(TINY_SPEC),
    meaning: meaningOf(TINY_SPEC),
  },
  generated: { inputs: "i", files: {} },
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "prepare-"));
  for (const folder of ["openapi", "generated", "scripts"]) mkdirSync(join(root, folder));
  for (const room of ["spec", "gate", "generate"])
    cpSync(join(REPOSITORY, "scripts", room), join(root, "scripts", room), { recursive: true });
  writeFileSync(join(root, "openapi/venice.yaml"), TINY_SPEC);
  writeFileSync(join(root, "generated/spec.ts"), "old");
  writeFileSync(join(root, "generated/stale.ts"), "old");
  writeFileSync(join(root, "package.json"), '{ "name": "a", "version": "1.2.3" }');
  writeFileSync(
    join(root, "package-lock.json"),
    '{ "name": "a", "version": "1.2.3", "packages": { "": { "version": "1.2.3" } } }',
  );
  writeFileSync(join(root, "CHANGELOG.md"), "# Changelog\n\n## 1.2.3\n\nOld.\n");
});
afterEach(() => rmSync(root, { recursive: true }));

const REPORT = { impact: "minor", operations: [], changes: [] };
interface Given {
  text?: string;
  lock?: Lock | undefined;
  etag?: string;
  /** The generated address of the server. */
  server?: string;
  options?: object;
}

async function prepare(given: Given) {
  const {
    text = tinySpec(VERSION, NEXT),
    etag,
    server = "https://api.venice.ai/api/v1",
    options = {},
  } = given;
  const calls: Record<string, unknown[]> = {};
  const files = { "generated/spec.ts": `export const SERVER_URL =\n  ${JSON.stringify(server)};\n` };
  vi.resetModules();
  vi.doMock("../../scripts/generate/render.ts", () => ({
    render: (document: unknown) => {
      calls["render"] = [document];
      return Promise.resolve({ files, corrected: [] });
    },
    formatMarkdown: (markdown: string) => Promise.resolve(`formatted\n${markdown}`),
  }));
  vi.doMock("../../scripts/update/facade-compile.ts", () => ({
    compileFacade: (...args: unknown[]) => void (calls["compile"] = args),
  }));
  vi.doMock("../../scripts/update/compare.ts", () => ({
    compareRevisions: (...args: unknown[]) => {
      calls["compare"] = args;
      return REPORT;
    },
  }));
  try {
    const { prepareUpdate } = await import("../../scripts/update/prepare.ts");
    const { currentWork } = await import("../../scripts/spec/progress.ts");
    const bytes = new TextEncoder().encode(text);
    const read: unknown[] = [];
    const lock = "lock" in given ? given.lock : LOCK;
    const publication = { bytes, source: "https://example.com/new", etag };
    const work = () => currentWork();
    const prepared = await prepareUpdate(root, lock, publication, options, (to) => read.push(to));
    return { prepared, read, calls, files, bytes, work: work() };
  } finally {
    for (const step of ["generate/render", "update/facade-compile", "update/compare"])
      vi.doUnmock(`../../scripts/${step}.ts`);
    vi.resetModules();
  }
}

test("what is prepared is the snapshot, its lock, the generated files and a release", async () => {
  const text = `\ufeff${tinySpec(VERSION, NEXT)}# é\n`;
  const { prepared, read, calls, files, bytes } = await prepare({ text, etag: '"2"' });
  const to = { version: NEXT, sha256: sha256(bytes) };
  expect(read).toEqual([to]);
  expect(prepared).toMatchObject({
    to,
    reason: `version ${VERSION} was followed by ${NEXT}, which means the same`,
    report: REPORT,
    stale: ["generated/stale.ts"],
  });
  expect(Object.keys(prepared.files).sort()).toEqual([
    ...["CHANGELOG.md", "generated/spec.ts", "openapi/venice.lock.json", "openapi/venice.yaml"],
    ...["package-lock.json", "package.json"],
  ]);
  expect(prepared.files["openapi/venice.yaml"]).toBe(text);
  expect(JSON.parse(prepared.files["openapi/venice.lock.json"]!)).toMatchObject({
    ...to,
    ...{ source: "https://example.com/new", meaning: LOCK.meaning, etag: '"2"' },
    generated: { files: { "generated/spec.ts": sha256(files["generated/spec.ts"]) } },
  });
  expect(prepared.files["CHANGELOG.md"]).toMatch(
    /^formatted\n# Changelog\n+## 1\.3\.0[\s\S]*followed by[\s\S]*## 1\.2\.3/,
  );
  for (const name of ["package.json", "package-lock.json"])
    expect(JSON.parse(prepared.files[name]!)).toMatchObject({ version: "1.3.0" });
  const document = calls["render"]?.[0] as SpecDocument;
  expect(document.info.version).toBe(NEXT);
  expect(calls["compile"]).toEqual([root, files]);
  expect(calls["compare"]).toMatchObject([root, { info: { version: VERSION } }, document, { files }]);
});

test("the first publication is compared with nothing, and makes no release", async () => {
  rmSync(join(root, "openapi"), { recursive: true });
  writeFileSync(join(root, "CHANGELOG.md"), "<<<<<<< HEAD\n");
  const { prepared, calls } = await prepare({ lock: undefined });
  expect(prepared.reason).toBe(`the first snapshot, version ${NEXT}`);
  expect(prepared.report).toEqual({ impact: "minor", operations: [], changes: [] });
  expect(Object.keys(prepared.files)).not.toContain("CHANGELOG.md");
  expect(calls["compare"]).toBeUndefined();
  expect(JSON.parse(prepared.files["openapi/venice.lock.json"]!)).not.toHaveProperty("etag");
});

test("an update without a changelog begins one", async () => {
  rmSync(join(root, "CHANGELOG.md"));
  const { prepared } = await prepare({});
  expect(prepared.files["CHANGELOG.md"]).toMatch(/^formatted\n[\s\S]*## 1\.3\.0/);
});

const OTHER = "properties:\n        description:\n          type: string";

test.each<[what: string, given: Given, reason: string]>([
  [
    "another meaning",
    { text: tinySpec(VERSION, NEXT).replace(OTHER, OTHER.replace("string", "number")) },
    `version ${VERSION} was followed by ${NEXT}`,
  ],
  [
    "the same version",
    { text: tinySpec(OTHER, OTHER.replace("string", "number")) },
    `version ${VERSION} was published again with other content`,
  ],
  [
    "the same version and meaning",
    { text: `${TINY_SPEC}# a comment\n` },
    `version ${VERSION} was published again with other content, which means the same`,
  ],
  [
    "an older version",
    { text: tinySpec(VERSION, "20250101.000000"), options: { allowDowngrade: true } },
    `version ${VERSION} went back to 20250101.000000, which means the same`,
  ],
])("the reason says what changed: %s", async (_what, given, reason) => {
  expect((await prepare(given)).prepared.reason).toBe(reason);
});

test("a publication that a gate refuses is neither rendered nor compiled, but read", async () => {
  const read: unknown[] = [];
  vi.resetModules();
  const { prepareUpdate } = await import("../../scripts/update/prepare.ts");
  const bytes = new TextEncoder().encode(tinySpec(VERSION, "20250101.000000"));
  const publication = { bytes, source: "https://example.com/", etag: undefined };
  await expect(prepareUpdate(root, LOCK, publication, {}, (to) => read.push(to))).rejects.toThrow(
    /older than the snapshot's 20260101\.000000/,
  );
  expect(read).toEqual([{ version: "20250101.000000", sha256: sha256(bytes) }]);
});

test("a changelog with a conflict marker is refused", async () => {
  writeFileSync(join(root, "CHANGELOG.md"), "<<<<<<< HEAD\n");
  await expect(prepare({})).rejects.toThrow("conflict marker in line 1");
});

test("a snapshot that is not the lock's is refused", async () => {
  writeFileSync(join(root, "openapi/venice.yaml"), `${TINY_SPEC}# edited\n`);
  await expect(prepare({})).rejects.toThrow(/is not what was pulled/);
});

test.each(["https://api.venice.ai/api/v2", "", "https://evil.venice.ai/api/v1"])(
  "a generated server address that is not the publication's is a defect: %j",
  async (server) => {
    await expect(prepare({ server })).rejects.toThrow(
      new Error("the generated server address is not the one that the gate has read"),
    );
  },
);
