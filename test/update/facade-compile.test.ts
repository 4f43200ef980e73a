import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "facade-"));
  mkdirSync(join(root, "src"));
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "strict": true, "lib": ["ES2022"], "noEmit": true, "target": "ES2022", "module": "NodeNext", "allowImportingTsExtensions": true } }',
  );
  write("src/testing.ts", "export {};");
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const SPEC = "generated/spec.ts";
const ENTRY = 'import { A } from "../generated/spec.ts";\nexport const a: string = A;\n';

test("the facade is compiled with generated files that are not on the disk, in a folder that isn't either", () => {
  write("src/index.ts", ENTRY);
  expect(() => compileFacade(root, { [SPEC]: 'export const A = "a";' })).not.toThrow();
});

test("the generated files go before those on the disk", () => {
  write("src/index.ts", ENTRY);
  mkdirSync(join(root, "generated"));
  write(SPEC, "export const A = 1;");
  expect(() => compileFacade(root, { [SPEC]: 'export const A = "a";' })).not.toThrow();
  write(SPEC, 'export const A = "a";');
  expect(() => compileFacade(root, { [SPEC]: "export const A = 1;" })).toThrow(Refusal);
});

test("a refusal has the compiler's reason with its place, a line each", () => {
  write("src/index.ts", `\n${ENTRY}`);
  expect(() => compileFacade(root, { [SPEC]: "export const A = { b: 1 };" })).toThrow(
    new Refusal(
      "The facade does not compile with this spec:",
      "src/index.ts:3:14 Type '{ b: number; }' is not assignable to type 'string'.",
    ),
  );
  write(
    "src/index.ts",
    'import { A } from "../generated/spec.ts";\nexport const a: { b: { c: string } } = A;\n',
  );
  expect(() => compileFacade(root, { [SPEC]: "export const A = { b: { c: 1 } };" })).toThrow(
    [
      "The facade does not compile with this spec:",
      "src/index.ts:2:14 Type '{ b: { c: number; }; }' is not assignable to type '{ b: { c: string; }; }'.",
      "  The types of 'b.c' are incompatible between these types.",
      "    Type 'number' is not assignable to type 'string'.",
    ].join("\n"),
  );
});

test.each([
  [5, []],
  [6, ["… and 1 more"]],
  [8, ["… and 3 more"]],
])("of %i errors, five are shown, and the number of the others", (count, more) => {
  const lines = Array.from({ length: count }, (_, index) => `export const a${index}: string = 1;`);
  write("src/index.ts", lines.join("\n"));
  const shown = lines
    .slice(0, 5)
    .map((_, index) => `src/index.ts:${index + 1}:14 Type 'number' is not assignable to type 'string'.`);
  expect(() => compileFacade(root, {})).toThrow(
    new Refusal("The facade does not compile with this spec:", ...shown, ...more),
  );
});

test("src/testing.ts is compiled, too", () => {
  write("src/index.ts", "export {};");
  write("src/testing.ts", "export const a: string = 1;");
  expect(() => compileFacade(root, {})).toThrow("src/testing.ts:1:14 Type 'number'");
});

test("an error without a place is shown, too", () => {
  write("src/index.ts", "export {};");
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "noEmit": true, "lib": ["ES2022"], "isolatedModules": true, "out": "a" } }',
  );
  expect(() => compileFacade(root, {})).toThrow(
    /^The facade does not compile with this spec:\n(Option|error)?.*out/,
  );
});

test("what src/testing uses of Node is known without Node's own types, and nothing else is", () => {
  write(
    "src/index.ts",
    `import type { IncomingMessage, ServerResponse } from "node:http";
declare const process: NodeJS.Process;
const { createServer } = process.getBuiltinModule("node:http");
createServer((request: IncomingMessage, response: ServerResponse) => response.end(request.url)).listen(0);
`,
  );
  expect(() => compileFacade(root, {})).not.toThrow();
  write("src/index.ts", 'import "node:fs";\nexport const a = Buffer;\n');
  expect(() => compileFacade(root, {})).toThrow("Cannot find name 'Buffer'");
});
