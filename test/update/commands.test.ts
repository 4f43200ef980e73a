/** The commands of scripts/, in this process: what each does with what its room returns. */
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CommandLine } from "../../scripts/update/command-line.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

let printed: string[];
let errors: unknown[];
const { argv, exitCode } = process;

beforeEach(() => {
  printed = [];
  errors = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  vi.spyOn(console, "error").mockImplementation((error: unknown) => void errors.push(error));
  vi.resetModules();
});
const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const room of ["check", "regenerate", "command-line"]) vi.doUnmock(`../../scripts/update/${room}.ts`);
  vi.doUnmock("../../scripts/spec/late-optimization.ts");
  vi.resetModules();
  process.argv = argv;
  process.exitCode = exitCode;
  for (const signal of SIGNALS)
    for (const listener of process.listeners(signal))
      if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
});

/** The command's exit code. */
async function run(command: string, ...args: string[]): Promise<unknown> {
  process.argv = ["node", command, ...args];
  process.exitCode = undefined;
  await import(`../../scripts/${command}.ts`);
  return process.exitCode;
}

test("the check says that all agrees, in this project", async () => {
  const check = vi.fn(() => Promise.resolve([]));
  vi.doMock("../../scripts/update/check.ts", () => ({ check }));
  expect(await run("check")).toBeUndefined();
  expect(printed).toEqual(["openapi/, its lock and generated/ agree."]);
  expect(errors).toEqual([]);
  expect(check.mock.calls).toEqual([[REPOSITORY]]);
});

test("the check prints each finding with its command, and fails", async () => {
  const findings = [
    { what: "a", fixCommand: "b" },
    { what: "c", fixCommand: "d" },
  ];
  vi.doMock("../../scripts/update/check.ts", () => ({ check: () => Promise.resolve(findings) }));
  expect(await run("check")).toBe(1);
  expect(errors).toEqual(["a\n\nFix it with: b", "c\n\nFix it with: d"]);
  expect(printed).toEqual([]);
});

test("a command prints a refusal as its message and a defect with its stack, and fails", async () => {
  const { runCommand, projectRoot } = await import("../../scripts/command.ts");
  const { Refusal } = await import("../../scripts/spec/refusal.ts");
  expect(projectRoot()).toBe(REPOSITORY);
  const defect = new TypeError("x");
  const rows: [error: Error, shown: unknown][] = [
    [new Refusal("no"), "no"],
    [defect, defect],
  ];
  for (const [error, shown] of rows) {
    process.exitCode = undefined;
    errors = [];
    await runCommand(() => Promise.reject(error));
    expect([process.exitCode, errors]).toEqual([1, [shown]]);
  }
  process.exitCode = undefined;
  await runCommand(() => Promise.resolve());
  expect(process.exitCode).toBeUndefined();
});

test.each([
  [["generated/a.ts", "generated/b.ts"], "Written: generated/a.ts, generated/b.ts"],
  [[], "generated/ is up to date"],
])("generate prints what it corrected, and the files %j", async (changed, last) => {
  const corrected = [
    { name: "a", count: 2 },
    { name: "b", count: 0 },
  ];
  const generate = vi.fn(() => Promise.resolve({ changed, corrected }));
  const optimizeLate = vi.fn();
  vi.doMock("../../scripts/update/regenerate.ts", () => ({ generate }));
  vi.doMock("../../scripts/spec/late-optimization.ts", () => ({ optimizeLate }));
  expect(await run("generate")).toBeUndefined();
  expect(printed).toEqual(["a: 2 corrected", "b: 0 corrected (nothing left to correct in this spec)", last]);
  expect(generate.mock.calls).toEqual([[REPOSITORY]]);
  expect(optimizeLate).toHaveBeenCalledOnce();
});

async function runUpdate(...args: string[]) {
  const calls: [root: string, line: CommandLine][] = [];
  const runSpecUpdate = (...call: [string, CommandLine]) => {
    calls.push(call);
    return Promise.resolve(7);
  };
  vi.doMock("../../scripts/update/command-line.ts", () => ({ runSpecUpdate }));
  const code = await run("spec-update", ...args);
  const [[root, line] = expect.fail()] = calls;
  return { code, root, line };
}

test("spec:update passes its arguments on, prints where it should, and exits with the update's code", async () => {
  const { code, root, line } = await runUpdate("--json", "--dry-run");
  expect([code, root, line.args, line.isIsolated]).toEqual([7, REPOSITORY, ["--json", "--dry-run"], true]);
  line.printLine("a");
  line.printError("b");
  expect([printed, errors]).toEqual([["a"], ["b"]]);
});

test.each<[what: string, script: string | undefined, folder: string | undefined, isCallers: boolean]>([
  ["npm's caller", "spec:update", "/a", true],
  ["another script's", "test", "/a", false],
  ["nobody's", undefined, "/a", false],
  ["unknown to npm", "spec:update", undefined, false],
])(
  "spec:update starts from the folder of npm's caller alone: %s",
  async (_what, script, folder, isCallers) => {
    vi.stubEnv("npm_lifecycle_event", script);
    vi.stubEnv("INIT_CWD", folder);
    const { line } = await runUpdate();
    expect(line.folder).toBe(isCallers ? folder : process.cwd());
  },
);

test.each(SIGNALS)("%s stops spec:update with a refusal that says so", async (signal) => {
  const { line } = await runUpdate();
  expect(line.signal?.aborted).toBe(false);
  const added = process.listeners(signal).filter((listener) => !before.get(signal)?.includes(listener));
  expect(added).toHaveLength(1);
  added[0]!(signal);
  expect(line.signal?.reason).toMatchObject({
    name: "Refusal",
    message: `interrupted by ${signal}: nothing was changed`,
  });
});
