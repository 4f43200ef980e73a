import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parser } from "typescript-eslint";
import { describe, expect, test } from "vitest";
import { FreshProcesses } from "../../scripts/measure/mutation/fresh.ts";
import { ADDITIONAL_MUTATORS } from "../../scripts/measure/mutation/mutators.ts";
import { killMutants } from "../../scripts/measure/mutation/try-mutants.ts";
import { testsOf } from "../../scripts/measure/mutation/rooms.ts";
import { sampleOf } from "../../scripts/measure/mutation/sample.ts";
import {
  readProject,
  summarize,
  type Equivalent,
  type Mutant,
} from "../../scripts/measure/mutation/summarize.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = "scripts/measure/mutation";

interface Node {
  type: string;
  range: [number, number];
  elements?: Node[];
}

/** What the mutators make of a program, as text. */
function mutantsOf(source: string): string[] {
  const text = (node: Node) => source.slice(...node.range);
  const print = (node: Node): string =>
    node.type === "EmptyStatement"
      ? ";"
      : node.type === "ArrayExpression"
        ? `[${node.elements!.map(text).join(", ")}]`
        : text(node);
  const visit = (node: Node, ancestors: Node[]): string[] => {
    const [parent, grandparent] = ancestors;
    const path = { node, parent: parent ?? node, parentPath: { parent: grandparent } };
    const [start, end] = node.range;
    const own = ADDITIONAL_MUTATORS.flatMap((mutator) =>
      [...mutator.mutate(path)].map(
        (mutant) => source.slice(0, start) + print(mutant as Node) + source.slice(end),
      ),
    );
    const below = Object.entries(node)
      .filter(([key]) => key !== "parent")
      .flatMap(([, value]) => (Array.isArray(value) ? value : [value]) as unknown[])
      .filter((value) => typeof value === "object" && value !== null && "type" in value && "range" in value)
      .flatMap((value) => visit(value as Node, [node, ...ancestors]));
    return [...own, ...below];
  };
  const { body } = parser.parseForESLint(source).ast as { body: Node[] };
  return body.flatMap((node) => visit(node, []));
}

test.each<[title: string, source: string, mutants: string[]]>([
  ["an await", "async () => await a();", ["async () => a();"]],
  ["each of two statements", "if (a) { b(); c(); }", ["if (a) { ; c(); }", "if (a) { b(); ; }"]],
  ["a statement without a block", "if (a) throw b;", ["if (a) ;"]],
  ["no statement that is alone in its block", "if (a) { b(); }", []],
  [
    "no call of the parent's constructor",
    "class A extends B { constructor() { super(); this.a = 1; } }",
    ["class A extends B { constructor() { super(); ; } }"],
  ],
  ["no declaration", "function a() { const b = 1; let c; }", []],
  [
    "a return of a value",
    "function a() { if (b) return c; return d; }",
    ["function a() { if (b) ; return d; }", "function a() { if (b) return c; ; }"],
  ],
  [
    "no last return of nothing",
    "function a() { for (;;) b; return undefined; }",
    ["function a() { for (;;) ; return undefined; }"],
  ],
  ["each of two elements", "const a = [1, 2];", ["const a = [2];", "const a = [1];"]],
  ["no element that is alone", "const a = [1];", []],
])("the additional mutators drop %s", (_, source, mutants) => {
  expect(mutantsOf(source).filter((mutant) => mutant !== ";")).toEqual(mutants);
});

describe("a test that tries mutants", () => {
  /** `outcomeOf` says how the n-th try ends. */
  const run = (mutants: string[], outcomeOf: (step: string, n: number) => "passed" | "failed") => {
    const killed: string[] = [];
    const steps = killMutants(mutants, (mutant) => killed.push(mutant));
    const tried: string[] = [];
    for (
      let step = steps.next("passed");
      !step.done;
      step = steps.next(outcomeOf(tried.at(-1)!, tried.length))
    )
      tried.push(step.value);
    return { tried: tried.join(" "), killed };
  };

  test("kills what it fails with twice, and passes without in between", () => {
    expect(run(["1", "2", "3"], (step) => (step === "2" ? "failed" : "passed"))).toEqual({
      tried: "none 1 2 none 2 3",
      killed: ["2"],
    });
  });

  test("kills nothing if it fails without a mutant", () => {
    expect(run(["1"], () => "failed")).toEqual({ tried: "none", killed: [] });
  });

  test("kills nothing more once a mutant has left something behind", () => {
    expect(run(["1", "2"], (_, n) => (n < 2 ? "passed" : "failed"))).toEqual({
      tried: "none 1 none",
      killed: [],
    });
  });

  test("doesn't kill what it fails with once", () => {
    expect(run(["1"], (_, n) => (n === 2 ? "failed" : "passed")).killed).toEqual([]);
  });
});

describe("a process for one mutant", () => {
  /** `failing` names files that fail with a mutant, `red` those that fail without one. */
  const decide = async (failing: Record<string, string[]>, red: string[] = []) => {
    const runs: string[] = [];
    const processes = new FreshProcesses((files, mutant) => {
      runs.push(`${mutant ?? "none"}: ${files.join(" ")}`);
      if (mutant === "endless") return Promise.resolve("hung");
      const failedIn = files.find((file) =>
        (mutant === undefined ? red : (failing[mutant] ?? [])).includes(file),
      );
      return Promise.resolve(failedIn === undefined ? "passed" : { failedIn });
    });
    const statuses: string[] = [];
    for (const mutant of Object.keys(failing))
      statuses.push(await processes.decide(mutant, "source.ts", ["a", "b", "c"]));
    return { runs, statuses };
  };

  test("decides by a test file that fails again alone, and passes without the mutant", async () => {
    expect(await decide({ 1: ["b"], 2: [] })).toEqual({
      runs: ["1: a b c", "1: b", "none: b", "2: b a c"],
      statuses: ["Killed", "Survived"],
    });
  });

  test("begins with the test files that killed most", async () => {
    const { runs } = await decide({ 1: ["b"], 2: ["c"], 3: ["c"], 4: [] });
    expect(runs.at(-1)).toBe("4: c b a");
  });

  test("doesn't believe a test file that fails alone without the mutant", async () => {
    expect(await decide({ 1: ["a"], 2: ["a", "c"] }, ["a"])).toEqual({
      runs: ["1: a b c", "1: a", "none: a", "1: b c", "2: a b c", "2: a", "2: b c", "2: c", "none: c"],
      statuses: ["Survived", "Killed"],
    });
  });

  test("counts a mutant that makes a loop endless as noticed", async () => {
    expect((await decide({ endless: [] })).statuses).toEqual(["Timeout"]);
  });
});

const mutantAt = (line: number, status = "Killed", replacement = "0"): Mutant => ({
  id: "0",
  fileName: join(ROOT, FOLDER, "rooms.ts"),
  status,
  replacement,
  mutatorName: "M",
  location: { start: { line, column: 1 }, end: { line, column: 2 } },
});

describe("a sample", () => {
  const mutants = Array.from({ length: 100 }, (_, line) => mutantAt(line));
  const lines = (sample: Mutant[]) => sample.map(({ location }) => location.start.line);

  test("has as many different mutants as were asked for", () => {
    expect(new Set(lines(sampleOf(ROOT, mutants, 30, "1"))).size).toBe(30);
  });

  test("is another for another seed only", () => {
    const sample = lines(sampleOf(ROOT, mutants, 30, "1"));
    expect(lines(sampleOf(ROOT, [...mutants].reverse(), 30, "1"))).toEqual(sample);
    expect(lines(sampleOf(ROOT, mutants, 30, "2"))).not.toEqual(sample);
  });

  test("has no more than there are", () => {
    expect(sampleOf(ROOT, mutants, 1000, "1")).toHaveLength(100);
  });
});

describe("the summary", () => {
  const project = readProject(ROOT, [FOLDER]);
  // rooms.ts: the first line of its code.
  const source = readFileSync(join(ROOT, FOLDER, "rooms.ts"), "utf8").split("\n");
  const line = source.findIndex((text) => text.startsWith("const CLIENT")) + 1;
  const mutants = [mutantAt(line), mutantAt(line, "Timeout"), mutantAt(line, "Survived", "let c")];
  const before = source[line - 1]!;
  const after = `let c${before.slice(1)}`;
  const equivalent: Equivalent = { file: `${FOLDER}/rooms.ts`, before, after, reason: "" };

  test("shows each survivor, with its line before and after", () => {
    expect(summarize(project, mutants, [], true)).toEqual({
      lines: [
        `${FOLDER}/rooms.ts:${line} Survived M`,
        `- ${before}`,
        `+ ${after}`,
        "3 mutants: 2 noticed, 1 survived, 0 equivalent",
      ],
      survived: 1,
    });
  });

  test("quotes the code as it was when it was read", () => {
    const mutant = { ...mutantAt(1, "Survived", "c"), fileName: "/edited.ts" };
    const sources = new Map([["/edited.ts", "a = b;"]]);
    expect(summarize({ root: "/", sources }, [mutant], [], false).lines.slice(1, 3)).toEqual([
      "- a = b;",
      "+ c = b;",
    ]);
  });

  test("counts what no test covers as survivors", () => {
    expect(summarize(project, [mutantAt(line, "NoCoverage")], [], true).survived).toBe(1);
  });

  test("leaves out the equivalents", () => {
    expect(summarize(project, mutants, [equivalent], true)).toEqual({
      lines: ["3 mutants: 2 noticed, 0 survived, 1 equivalent"],
      survived: 0,
    });
  });

  test("shows an equivalent that isn't among all mutants, but not one that isn't among a part", () => {
    const gone = { ...equivalent, before: "gone", after: "went" };
    const { lines } = summarize(project, mutants, [equivalent, gone], true);
    expect(lines[0]).toBe(`no longer equivalent, or no longer there: ${FOLDER}/rooms.ts: went`);
    expect(summarize(project, mutants, [equivalent, gone], false).lines).toHaveLength(1);
    expect(
      summarize(project, mutants, [equivalent, { ...gone, file: "another.ts" }], true).lines,
    ).toHaveLength(1);
  });
});

test.each<[room: string, include: string[]]>([
  [
    "src/send/json.ts",
    ["test/send/**/*.test.ts", "test/client/**/*.test.ts", "test/faults/fault-table.test.ts"],
  ],
  ["src/testing", ["test/testing/**/*.test.ts"]],
  ["scripts/gate", ["test/gate/**/*.test.ts"]],
])("the tests of %s are %j", (room, include) => {
  expect(testsOf(room).include).toEqual(include);
});
