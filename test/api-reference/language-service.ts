/** What an editor shows of the package: TypeScript's language service is asked, as editors do. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
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

export interface Hover {
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
export function hoverOver(lines: Record<string, string>): Hover[] {
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
export function publishedNames(): Record<string, string> {
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

/** A published type's properties, and which of them the spec describes. */
export function propertiesOf(name: string): { name: string; isDescribed: boolean }[] {
  source = `${IMPORT}\ndeclare const body: venice.${name};\nbody;`;
  version++;
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const body = program.getSourceFile(FILE)!.statements.at(-1) as ts.ExpressionStatement;
  return checker
    .getTypeAtLocation(body.expression)
    .getProperties()
    .map((property) => ({
      name: property.name,
      isDescribed: property.getJsDocTags(checker).some((tag) => tag.name === "description"),
    }));
}
