import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Update, UpdateOptions } from "../../scripts/update/result.ts";

const UPDATED: Update = {
  status: "updated",
  reason: "version 1 was followed by 2",
  from: { version: "1", sha256: "a" },
  to: { version: "2", sha256: "b00c" },
  impact: "minor",
  operations: [
    { operationId: "listKeys", impact: "minor", changes: ["added", "changed"] },
    { operationId: "getKey", impact: "patch", changes: ["removed"] },
  ],
  report: { impact: "minor", operations: [], changes: [] },
};
const UNCHANGED: Update = {
  ...{ ...UPDATED, status: "unchanged", reason: "the same bytes", impact: "none" },
  ...{ operations: [], report: undefined },
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "command-line-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The command, whose update ends so, and how it was called; a text is the reason of a refusal that is thrown. */
async function run(
  args: string[],
  update: Update | Error | string = UPDATED,
  rest: { isIsolated?: boolean } = {},
) {
  const calls: [root: string, options: UpdateOptions][] = [];
  vi.resetModules();
  vi.doMock("../../scripts/update/update.ts", async (original) => ({
    ...(await original<object>()),
    updateSpec: (root: string, options: UpdateOptions) => {
      calls.push([root, options]);
      options.onProgress?.("trying again");
      if (typeof update === "string") return Promise.reject(new Refusal(update));
      return update instanceof Error ? Promise.reject(update) : Promise.resolve(update);
    },
  }));
  const { runSpecUpdate } = await import("../../scripts/update/command-line.ts");
  const { Refusal } = await import("../../scripts/spec/refusal.ts");
  vi.doUnmock("../../scripts/update/update.ts");
  vi.resetModules();
  const lines: string[] = [];
  const errors: string[] = [];
  const signal = new AbortController().signal;
  const code = await runSpecUpdate("/root", {
    ...{ args, folder, signal, isIsolated: false, ...rest },
    printLine: (line) => void lines.push(line),
    printError: (line) => void errors.push(line),
  });
  const [[root, { onProgress, signal: passed, ...options }] = ["", {}]] = calls;
  if (calls.length > 0) expect([root, passed, typeof onProgress]).toEqual(["/root", signal, "function"]);
  return { code, lines, errors, options, calls: calls.length };
}

test("without flags, the update has its defaults, and its result is printed for people", async () => {
  expect(await run([])).toEqual({
    code: 0,
    lines: [
      "updated: version 1 was followed by 2 (minor)",
      "  listKeys added",
      "  listKeys changed",
      "  getKey removed",
    ],
    errors: ["trying again"],
    options: {
      ...{ source: undefined, dryRun: false, allowDowngrade: false, allowRemovals: false },
      ...{ allowServerChange: false, isIsolated: false },
    },
    calls: 1,
  });
});

test("an update that changes nothing has no impact to print", async () => {
  const { code, lines } = await run([], UNCHANGED);
  expect([code, lines]).toEqual([0, ["unchanged: the same bytes"]]);
});

test.each([
  ["--dry-run", "dryRun"],
  ["--allow-downgrade", "allowDowngrade"],
  ["--allow-removals", "allowRemovals"],
  ["--allow-server-change", "allowServerChange"],
])("the flag %s sets %s alone", async (flag, option) => {
  const { options } = await run([flag]);
  expect(Object.entries(options).filter(([, value]) => value === true)).toEqual([[option, true]]);
});

test("whether it is isolated is passed on", async () => {
  expect((await run([], UPDATED, { isIsolated: true })).options).toMatchObject({ isIsolated: true });
});

test("a URL stays as it is, and a path is resolved against the caller's folder", async () => {
  const sourceOf = async (source: string) => (await run(["--source", source])).options.source;
  expect(await sourceOf("https://example.com/a")).toBe("https://example.com/a");
  expect(await sourceOf("a/spec.yaml")).toBe(resolve(folder, "a/spec.yaml"));
  expect(await sourceOf("/a/spec.yaml")).toBe("/a/spec.yaml");
});

test("with --json one object is printed, without the report", async () => {
  const { lines, errors } = await run(["--json"]);
  expect(lines).toHaveLength(1);
  const { report, ...rest } = UPDATED;
  expect(report).toBeDefined();
  expect(JSON.parse(lines[0]!)).toEqual(rest);
  expect(errors).toEqual(["trying again"]);
});

const REFUSED: Update = { ...UNCHANGED, status: "refused", reason: "no\nsuch file" };

test("a refusal is printed as an error alone, and the command fails", async () => {
  const { code, lines, errors } = await run([], REFUSED);
  expect([code, lines, errors]).toEqual([1, [], ["trying again", "refused: no\nsuch file"]]);
  const json = await run(["--json"], REFUSED);
  expect(json.code).toBe(1);
  expect(json.lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { status: "refused", reason: "no\nsuch file" },
  ]);
});

test.each<[args: string[], reason: RegExp]>([
  [["--unknown"], /^Unknown option '--unknown'.*; see CONTRIBUTING\.md$/s],
  [["a"], /^Unexpected argument 'a'.*; see CONTRIBUTING\.md$/s],
  [["--source"], /^Option '--source' argument .*; see CONTRIBUTING\.md$/s],
])("the arguments %j are refused before the update", async (args, reason) => {
  const { code, lines, errors, calls } = await run([...args, "--json"]);
  expect([code, calls]).toEqual([1, 0]);
  const [line] = lines;
  expect((JSON.parse(line!) as Update).reason).toMatch(reason);
  expect(errors.join("\n")).toContain("refused: ");
});

test("a defect is thrown", async () => {
  await expect(run([], new TypeError("a defect"))).rejects.toThrow(new TypeError("a defect"));
});

test("a refusal that is thrown is a result with nothing in it", async () => {
  const { code, lines } = await run(["--json"], "no");
  const nothing = { version: null, sha256: null };
  expect([code, JSON.parse(lines[0]!)]).toEqual([
    1,
    { status: "refused", reason: "no", from: nothing, to: nothing, impact: "none", operations: [] },
  ]);
});

test("a report is written to a file of the caller's folder, also over one", async () => {
  for (const before of [undefined, "old"]) {
    if (before !== undefined) writeFileSync(join(folder, "report.md"), before);
    expect((await run(["--report", "report.md"])).code).toBe(0);
    const text = readFileSync(join(folder, "report.md"), "utf8");
    expect(text).toContain("`2`");
    expect(text).toContain("b00c");
    expect(text).not.toContain("old");
  }
});

test("without a change there is no report to write", async () => {
  expect((await run(["--report", "report.md"], UNCHANGED)).code).toBe(0);
  expect(() => readFileSync(join(folder, "report.md"))).toThrow("no such file");
});

test.each(["a", "none/report.md", "file/report.md"])(
  "a report that can't be written is refused before the update: %s",
  async (path) => {
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "file"), "");
    const { code, errors, calls } = await run(["--report", path]);
    expect([code, calls]).toEqual([1, 0]);
    expect(errors).toEqual([
      `refused: --report ${join(folder, path)} can't be written: give a file in a folder that exists.`,
    ]);
  },
);
