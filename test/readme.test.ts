/** README says what holds: its examples run, its quotations are in the files, its tables name all there is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readLibraryFile } from "../scripts/spec/library-files.ts";
import * as client from "../src/index.ts";
import * as testing from "../src/testing.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const readme = read("README.md");

interface Block {
  code: string;
  /** The program that the paragraph above it links to, which is quoted. */
  file: string | undefined;
}
const blocks: Block[] = [...readme.matchAll(/^(.*)\n\n```ts\n([\s\S]*?)^```/gm)].map(
  ([, above = "", code = ""]) => ({ code, file: /\]\((test\/[\w./-]+)\)/.exec(above)?.[1] }),
);
const hasImports = ({ code }: Block) => code.startsWith("import ");
const examples = blocks.filter(hasImports);
const quotations = blocks.filter((block) => block.file && !hasImports(block));

const modules: Record<string, unknown> = {
  "venice-api-client": client,
  "venice-api-client/testing": testing,
};

describe("README", () => {
  it("has under 1,200 words", () => {
    expect(readme.trim().split(/\s+/).length).toBeLessThan(1200);
  });

  it("names every option, and every class and code of an error", () => {
    const codes = unionOf("VeniceErrorCode");
    expect(inTable("option")[0]).toEqual(propertiesOf("VeniceClientOptions"));
    const [classes, tableCodes] = inTable("class");
    const errors = Object.keys(client).filter((name) => /^Venice\w+Error$/.test(name));
    expect([...(classes ?? [])].sort()).toEqual(errors.sort());
    expect([...(tableCodes ?? [])].sort()).toEqual(codes.sort());
  });

  it("names every field that onResponse is called with", () => {
    const row = readme.split("\n").find((line) => line.startsWith("| `onResponse`")) ?? "";
    const [, , , meaning = ""] = row.split("|");
    expect(namesIn(meaning)).toEqual(propertiesOf("ResponseInfo"));
  });

  it("names the CPU cost of a call that CONTRIBUTING's table has", () => {
    const [, named] = /takes ([\d.]+) times the CPU of a bare `fetch`/.exec(readme) ?? [];
    const [, measured] = /\| CPU of creating a key,.*? ours ([\d.]+),/.exec(read("CONTRIBUTING.md")) ?? [];
    expect(Number(named)).toBeGreaterThan(0);
    expect(named).toBe(measured);
  });

  it("links to headings that it has", () => {
    const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replaceAll(" ", "-"),
    );
    const targets = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(0);
    expect(headings).toEqual(expect.arrayContaining(targets));
  });

  it.each(quotations)("quotes $file as it is", ({ code, file }) => {
    const normalize = (text: string) => text.replace(/\s+/g, " ").trim();
    expect(normalize(read(file ?? ""))).toContain(normalize(code));
  });

  it("quotes each of the three recipes about keys", () => {
    const folder = "test/recipes/programs";
    expect(quotations.map(({ file }) => file)).toEqual([
      `${folder}/resolve-unknown.ts`,
      `${folder}/many-keys.ts`,
      `${folder}/rotate-key.ts`,
    ]);
  });
});

describe("an example of README", () => {
  const fake = testing.createFakeVenice();
  beforeEach(() => {
    vi.stubGlobal("fetch", fake.fetch);
    vi.stubEnv("VENICE_API_KEY", fake.apiKey);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
  });

  it.each(examples)("runs, and gives what its comments say: $code", async ({ code }) => {
    const before = fake.keys.length;
    await run(code);
    const hasOwnFake = code.includes("createFakeVenice");
    expect(fake.keys.length - before).toBe(hasOwnFake ? 0 : 1);
  });

  it("compiles, unless it quotes a program that does", () => {
    const compiled = blocks.filter((block) => !quotations.includes(block));
    expect(compiled.length).toBeGreaterThan(examples.length);
    const sources = compiled.map(({ code }) => `${code}\nexport {};`);
    expect(compile(sources)).toEqual([]);
  });

  it("adds a header to what the client sends", async () => {
    const code = blocks.find((block) => block.code.startsWith("const fetchWithTeam"))?.code ?? "";
    await run(`${code}
      const { createVeniceClient } = modules["venice-api-client"];
      await createVeniceClient({ fetch: fetchWithTeam }).createApiKey({ apiKeyType: "INFERENCE", description: "w" });`);
    expect(fake.requests.at(-1)?.headers).toMatchObject({ "x-team": "billing" });
  });
});

/** The names in backquotes. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
}

/** The names in each column of the table with that title. */
function inTable(title: string): string[][] {
  const [, table = ""] = new RegExp(`^\\| ${title} .*\\n.*\\n((?:\\|.*\\n)+)`, "m").exec(readme) ?? [];
  const rows = table
    .trim()
    .split("\n")
    .map((row) => row.split("|").slice(1, -1));
  return [0, 1].map((column) => rows.flatMap((row) => namesIn(row[column] ?? "")));
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  types: ["node"],
  paths: {
    "venice-api-client": [join(ROOT, "src/index.ts")],
    "venice-api-client/testing": [join(ROOT, "src/testing.ts")],
  },
};

function createProgram(sources: string[]): ts.Program {
  const files = new Map(sources.map((code, index) => [join(ROOT, `example-${index}.ts`), code]));
  const disk = ts.createCompilerHost(OPTIONS);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    getSourceFile: (path, version) =>
      files.has(path)
        ? ts.createSourceFile(path, files.get(path) ?? "", version)
        : readLibraryFile(disk, path, version),
  };
  return ts.createProgram([...files.keys()], OPTIONS, host);
}

function compile(sources: string[]): string[] {
  return ts
    .getPreEmitDiagnostics(createProgram(sources))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const library = createProgram(['export * from "venice-api-client";']);

/** What the compiler knows of an exported type. */
function typeOf(name: string): ts.Type {
  const checker = library.getTypeChecker();
  const [file] = library.getRootFileNames().map((path) => library.getSourceFile(path)!);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file!)!);
  const symbol = exported.find((candidate) => candidate.name === name)!;
  return checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol));
}

/** In the order of their declaration. */
function propertiesOf(name: string): string[] {
  return typeOf(name)
    .getProperties()
    .map((property) => property.name);
}

function unionOf(name: string): string[] {
  const type = typeOf(name);
  return type.isUnion() ? type.types.map((member) => (member as ts.StringLiteralType).value) : [];
}

/** Runs an example; a line `value; // "literal"` must have that value. */
async function run(code: string): Promise<void> {
  const checked = code.replace(/^(.+); \/\/ ("[^"]*"|\d+)$/gm, "same($1, $2);");
  const { outputText } = ts.transpileModule(checked, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const body = outputText.replace(/^import (\{[^}]*\}) from ("[^"]+");$/gm, "const $1 = modules[$2];");
  // The only way to run a text that awaits; it is our own README.
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  await new AsyncFunction("modules", "same", body)(modules, (actual: unknown, wanted: unknown) =>
    expect(actual).toBe(wanted),
  );
}
