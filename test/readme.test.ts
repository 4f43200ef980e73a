import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as client from "../src/index.ts";
import * as testing from "../src/testing.ts";

const ROOT = join(import.meta.dirname, "..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const examplesOf = (text: string) =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);
// The recipes after these run in tests of their own, in test/recipes and test/consumers.
const examples = examplesOf(readme.split("## Recipes")[0] ?? "");

/** What an example may take from around it. */
const AROUND = `
declare const store: (secret: string) => Promise<void>;
declare const askSomeoneToLook: (message: string) => Promise<void>;
declare const secretStore: { read(name: string): Promise<string> };
declare const redis: unknown;
declare const log: { info(fields: object): void };
declare const server: { use(handler: import("msw").RequestHandler): void };
`;
const modules: Record<string, unknown> = {
  "venice-api-client": client,
  "venice-api-client/testing": testing,
};

const fake = testing.createFakeVenice();

beforeEach(() => {
  vi.stubGlobal("fetch", fake.fetch);
  vi.stubEnv("VENICE_API_KEY", fake.apiKey);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

it.each(examples.map((code, index) => ({ code, index })))(
  "README's example $index runs, and gives what its comments say",
  async ({ code }) => {
    const before = fake.keys.length;
    await run(code);
    const own = code.includes("createFakeVenice");
    expect(fake.keys.length - before).toBe(own ? 0 : 1);
  },
);

it("README's examples and recipes compile", () => {
  const all = examplesOf(readme);
  expect(all.length).toBeGreaterThan(examples.length + 7);
  const files = new Map(all.map((code, index) => [join(ROOT, `example-${index}.ts`), code + AROUND]));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    experimentalDecorators: true,
    types: ["node"],
    paths: {
      "venice-api-client": [join(ROOT, "src/index.ts")],
      "venice-api-client/testing": [join(ROOT, "src/testing.ts")],
    },
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    getSourceFile: (path, version) =>
      files.has(path)
        ? ts.createSourceFile(path, files.get(path) ?? "", version)
        : disk.getSourceFile(path, version),
  };
  const errors = ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host));
  expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});

/** Runs an example; a line `value; // "literal"` must have that value. */
async function run(code: string): Promise<void> {
  const checked = code.replace(/^(.+); \/\/ ("[^"]*"|\d+).*$/gm, "same($1, $2);");
  const { outputText } = ts.transpileModule(checked, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const body = outputText.replace(/^import (\{[^}]*\}) from ("[^"]+");$/gm, "const $1 = modules[$2];");
  // The only way to run a text that awaits; it is our own README.
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  const store = () => Promise.resolve();
  await new AsyncFunction("modules", "same", "store", "askSomeoneToLook", body)(
    modules,
    (actual: unknown, wanted: unknown) => expect(actual).toBe(wanted),
    store,
    store,
  );
}
