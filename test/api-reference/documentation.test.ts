/** What editors and the API reference show. TypeScript's language service and TypeDoc are asked, as both are built on them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Application,
  Comment,
  TypeDocReader,
  type DeclarationReflection,
  type ProjectReflection,
} from "typedoc";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A consumer's file, which exists in memory alone. */
const FILE = join(ROOT, "test/api-reference/consumer.ts");
const IMPORT = 'import * as venice from "../../src/index.ts";\nvenice;';

let source = IMPORT;
let version = 0;
const service = ts.createLanguageService({
  getCompilationSettings: () => ({
    ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true },
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: ["node"] },
  }),
  getScriptFileNames: () => [FILE],
  getScriptVersion: (name) => (name === FILE ? String(version) : "0"),
  getScriptSnapshot: (name) => {
    const text = name === FILE ? source : ts.sys.readFile(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => ROOT,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === FILE || ts.sys.fileExists(name),
  readFile: (name) => ts.sys.readFile(name),
  directoryExists: (name) => ts.sys.directoryExists(name),
});

interface Hover {
  /** What is hovered over: `VeniceError.code`. */
  name: string;
  documentation: string;
  tags: { name: string; text: string }[];
}

/** As an editor does: the braces of a link that TypeScript knows as one are a part of their own. */
function render(parts: ts.SymbolDisplayPart[] = []): string {
  return parts.map(({ kind, text }) => (kind === "link" ? "" : text)).join("");
}

/** What is shown over the last word of each line of code. */
function hoverOver(lines: Record<string, string>): Hover[] {
  source = IMPORT;
  const positions = Object.entries(lines).map(([name, line]) => {
    source += `\n${line}`;
    return { name, position: source.search(/\w+\W*$/) };
  });
  version++;
  return positions.map(({ name, position }) => {
    const info = service.getQuickInfoAtPosition(FILE, position);
    if (!info) throw new Error(`nothing is shown over ${name}`);
    const tags = (info.tags ?? []).map((tag) => ({ name: tag.name, text: render(tag.text) }));
    return { name, documentation: render(info.documentation), tags };
  });
}

/** Every exported name, and every property that src/ declares of it, as code that ends in it. */
function publishedNames(): Record<string, string> {
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const [, namespace] = program.getSourceFile(FILE)!.statements;
  const type = checker.getTypeAtLocation((namespace as ts.ExpressionStatement).expression);
  const lines: Record<string, string> = {};
  for (const exported of checker.getExportsOfModule(type.symbol)) {
    const { name } = exported;
    // The spec's own: as openapi-typescript writes them.
    if (["paths", "operations", "components"].includes(name)) continue;
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const isType = symbol.flags & ts.SymbolFlags.Type;
    lines[name] = isType ? `type Of${name} = venice.${name};` : `venice.${name};`;
    if (!isType) continue;
    for (const property of checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
      const file = property.declarations?.[0]?.getSourceFile().fileName ?? "";
      const isPublic = /^\w+$/.test(property.name);
      if (isPublic && file.startsWith(ROOT) && /\/src\/[\w.-]+$/.test(file))
        lines[`${name}.${property.name}`] =
          `declare const of${name}${property.name}: venice.${name}; of${name}${property.name}.${property.name};`;
    }
  }
  return lines;
}

/** A published type's properties, each with what the spec says of it. */
function describedPropertiesOf(name: string): [string, string[]][] {
  source = `${IMPORT}\ndeclare const body: venice.${name};\nbody;`;
  version++;
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const body = program.getSourceFile(FILE)!.statements.at(-1) as ts.ExpressionStatement;
  return checker
    .getTypeAtLocation(body.expression)
    .getProperties()
    .map((property): [string, string[]] => [
      property.name,
      property
        .getJsDocTags(checker)
        .filter((tag) => tag.name === "description")
        .map(({ text }) => render(text).trim()),
    ])
    .sort();
}

const names = publishedNames();
const hovers = hoverOver(names);

describe("an editor", () => {
  it("describes every exported name and each of its properties", () => {
    expect(Object.keys(names)).toEqual(
      expect.arrayContaining(["createVeniceClient", "VeniceErrorCode", "VeniceApi", "VeniceRateLimitError"]),
    );
    expect(Object.keys(names)).toEqual(
      expect.arrayContaining(["VeniceError.code", "VeniceClientOptions.timeout"]),
    );
    const isUndocumented = ({ documentation, tags }: Hover) =>
      !documentation && !tags.some(({ name }) => name === "description" || name === "defaultValue");
    expect(hovers.filter(isUndocumented).map(({ name }) => name)).toEqual([]);
  });

  it("shows no markup that it can't render", () => {
    // TypeScript takes the link of `@throws {@link X} text` for a tag of its own, and cuts the text in two.
    const isGarbled = ({ documentation, tags }: Hover) =>
      documentation.includes("{@") || tags.some(({ name, text }) => name === "link" || text.includes("{@"));
    expect(hovers.filter(isGarbled)).toEqual([]);
  });

  it("names every class of error over createApiKey, and says when it is thrown", () => {
    const createApiKey = hovers.find(({ name }) => name === "VeniceClient.createApiKey");
    const thrown = createApiKey?.tags
      .filter(({ name }) => name === "throws")
      .map(({ text }) => /^(Venice\w+Error) (?:if|on) [^{}]+$/.exec(text)?.[1] ?? text);
    const classes = Object.keys(names).filter((name) => /^Venice\w+Error$/.test(name));
    expect(thrown?.sort()).toEqual(classes.sort());
  });

  it("shows an example of createApiKey over createApiKey", () => {
    const examples = hovers
      .find(({ name }) => name === "VeniceClient.createApiKey")
      ?.tags.filter(({ name }) => name === "example")
      .map(({ text }) => text);
    expect(examples).toEqual([expect.stringContaining("await venice.createApiKey({")]);
  });
});

describe("the API reference", () => {
  const folder = mkdtempSync(join(tmpdir(), "reference-"));
  let reference: ProjectReflection;
  beforeAll(async () => {
    const options = join(ROOT, "typedoc.config.js");
    const application = await Application.bootstrap({ options, logLevel: "Error", skipErrorChecking: true }, [
      new TypeDocReader(),
    ]);
    reference = (await application.convert())!;
    await application.generateDocs(reference, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["CreateApiKeyRequest", "CreatedApiKey"])(
    "lists each property of %s, with its description, as the compiler knows them",
    (name) => {
      const body = reference.getChildByName(["venice-api-client", name]) as DeclarationReflection;
      const listed = body.children!.map((child) => [
        child.name,
        child.comment?.blockTags
          .filter(({ tag }) => tag === "@description")
          .map(({ content }) => Comment.combineDisplayParts(content).trim()),
      ]);
      expect(listed.sort()).toEqual(describedPropertiesOf(name));
    },
  );

  it("begins with createVeniceClient, and goes on with the errors, the base first", () => {
    const module = reference.getChildByName("venice-api-client") as DeclarationReflection;
    const listed = module.children!.map((child) => child.name);
    const errors = Object.keys(names).filter((name) => /^Venice\w*Error$/.test(name));
    expect(listed.slice(0, 2)).toEqual(["createVeniceClient", "VeniceError"]);
    expect(listed.slice(1, 1 + errors.length).sort()).toEqual(errors.sort());
    expect(module.groups?.map(({ title }) => title).slice(0, 2)).toEqual(["Functions", "Classes"]);
  });

  it("has one title on its first page", () => {
    expect(readFileSync(join(folder, "index.html"), "utf8").match(/<h1/g)).toHaveLength(1);
  });

  it("shows no tag of a comment as text", () => {
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".html"),
    );
    const withTag = pages.filter((path) => /@enum|\{@/.test(readFileSync(join(folder, path), "utf8")));
    expect(pages.length).toBeGreaterThan(20);
    expect(withTag).toEqual([]);
  });
});
