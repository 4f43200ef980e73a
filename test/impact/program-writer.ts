/** Writes small programs against generated types, as callers do: what they read of a response and send as a request. */
import ts from "typescript";
import { readLibraryFile } from "../../scripts/spec/library-files.ts";

const OPTIONS: ts.CompilerOptions = { strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022 };
const MAX_DEPTH = 4;

const host = ts.createCompilerHost(OPTIONS);

function compile(text: string) {
  const source = ts.createSourceFile("/program.ts", text, ts.ScriptTarget.ES2022);
  const program = ts.createProgram(["/program.ts"], OPTIONS, {
    ...host,
    getSourceFile: (name, version) =>
      name === "/program.ts" ? source : readLibraryFile(host, name, version),
  });
  return { source, program };
}

/** Where an operation's bodies are, as `findBrokenPrograms` is to read them. */
export interface OperationLocation {
  operationId: string;
  path: string;
  method?: string;
}

/** What a caller of the operation has: the body of a 200 and what may be sent. */
function declare({ operationId, path, method = "post" }: OperationLocation): string {
  const post = `paths[${JSON.stringify(path)}][${JSON.stringify(method)}]`;
  return `
type Response_${operationId} = ${post} extends { responses: { 200: { content: { "application/json": infer Body } } } } ? Body : never;
type Request_${operationId} = NonNullable<${post}["requestBody"]> extends { content: { "application/json": infer Body } } ? Body : never;
declare const response_${operationId}: Response_${operationId};`;
}

interface Program {
  operationId: string;
  text: string;
}

/** Whether a program compiles, by the types and its text: an update and its reverse ask for most programs twice. */
const verdicts = new Map<string, Map<string, boolean>>();

/** Of the programs, those that don't compile against the types. */
function findErrors(head: string, programs: readonly Program[]): Set<Program> {
  const known = verdicts.get(head) ?? new Map<string, boolean>();
  verdicts.set(head, known);
  const texts = programs.map(({ text }) => text).filter((text) => !known.has(text));
  // Each is a function, as nothing is checked behind a value of type never.
  const { source, program } = compile(
    `${head}\n${texts.map((text) => `void (() => { ${text} });`).join("\n")}`,
  );
  const first = head.split("\n").length;
  const lines = program
    .getSemanticDiagnostics(source)
    .map(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line - first);
  const failing = new Set(lines);
  for (const [line, text] of texts.entries()) known.set(text, !failing.has(line));
  return new Set(programs.filter(({ text }) => known.get(text) === false));
}

/** By operation, the programs that compile against the types before, and no longer against those after. */
export function findBrokenPrograms(
  before: string,
  after: string,
  locations: readonly OperationLocation[],
): Map<string, string[]> {
  const declarations = locations.map(declare).join("");
  const [headBefore, headAfter] = [before + declarations, after + declarations];
  const candidates = writePrograms(headBefore, locations);
  const failing = findErrors(headBefore, candidates);
  const programs = candidates.filter((candidate) => !failing.has(candidate));
  const broken = new Map<string, string[]>();
  for (const { operationId, text } of findErrors(headAfter, programs))
    broken.set(operationId, [...(broken.get(operationId) ?? []), text]);
  return broken;
}

function writePrograms(head: string, locations: readonly OperationLocation[]): Program[] {
  const { source, program } = compile(head);
  const checker = program.getTypeChecker();
  const aliases = new Map(
    source.statements.filter(ts.isTypeAliasDeclaration).map((node) => [node.name.text, node.name]),
  );
  return locations.flatMap(({ operationId }) => {
    const typeOf = (name: string) => {
      const alias = aliases.get(`${name}_${operationId}`);
      if (!alias) throw new Error(`no type ${name} of ${operationId}`);
      return checker.getTypeAtLocation(alias);
    };
    const texts = [
      ...readsOf(checker, typeOf("Response"), `response_${operationId}`, 0),
      ...literalsOf(checker, typeOf("Request"), 0).map(
        (value) => `const request: Request_${operationId} = ${value};`,
      ),
    ];
    return [...new Set(texts)].map((text) => ({ operationId, text }));
  });
}

const quote = (value: unknown) => JSON.stringify(value);
const partsOf = (type: ts.Type) => (type.isUnion() ? type.types : [type]);
const isObject = (type: ts.Type) => (type.flags & ts.TypeFlags.Object) !== 0;

/** Reads of a value: each property, a method, every narrowing, an exhaustive switch. Not all of them compile. */
function readsOf(checker: ts.TypeChecker, type: ts.Type, value: string, depth: number): string[] {
  if (depth > MAX_DEPTH || type.flags & ts.TypeFlags.Never) return [];
  const parts = partsOf(type);
  const present = checker.getNonNullableType(type);
  const inner = (reads: string[]) =>
    present === type
      ? reads
      : reads.map((read) => `if (${value} !== undefined && ${value} !== null) { ${read} }`);
  const literals = parts.filter((part) => part.isLiteral()).map((part) => quote(part.value));
  const name = checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  return [
    ...(parts.some(isObject) ? [] : [`const copy: ${name} = ${value};`]),
    ...inner([
      `${value}.toUpperCase();`,
      `${value}.toFixed();`,
      `const flag: boolean = ${value};`,
      ...(literals.length > 0 ? [switchOf(value, literals)] : []),
      ...literals.map((literal) => `if (${value} === ${literal}) ${value}.toString();`),
      ...elementsOf(checker, present, value, depth),
      ...propertiesOf(checker, present, value, depth),
    ]),
  ];
}

function switchOf(value: string, literals: readonly string[]): string {
  const cases = literals.map((literal) => `case ${literal}: break;`).join(" ");
  return `switch (${value}) { ${cases} default: { const rest: never = ${value}; } }`;
}

function elementsOf(checker: ts.TypeChecker, type: ts.Type, value: string, depth: number): string[] {
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (!element || !(checker.isArrayType(type) || checker.isTupleType(type))) return [];
  const item = `item${depth}`;
  return readsOf(checker, element, item, depth + 1).map(
    (read) => `for (const ${item} of ${value}) { ${read} }`,
  );
}

function propertiesOf(checker: ts.TypeChecker, type: ts.Type, value: string, depth: number): string[] {
  const records = partsOf(type).filter(isObject);
  if (records.some((record) => checker.isArrayType(record))) return [];
  const names = new Set(records.flatMap((record) => record.getProperties().map((symbol) => symbol.name)));
  return [...names].flatMap((name) => {
    const held = records.flatMap((record) => {
      const symbol = checker.getPropertyOfType(record, name);
      return symbol ? [checker.getTypeOfSymbol(symbol)] : [];
    });
    const at = `${value}[${quote(name)}]`;
    const known = `${value}_${name.replace(/\W/g, "_")}`.replace(/\W/g, "_");
    const reads = held.flatMap((one) => readsOf(checker, one, known, depth + 1));
    const direct = reads.map((read) => `const ${known} = ${at}; ${read}`);
    const tags = held.flatMap(partsOf).filter((part) => part.isLiteral());
    return [
      ...direct,
      ...(records.length > 1 ? direct.map((read) => `if (${quote(name)} in ${value}) { ${read} }`) : []),
      ...(records.length > 1 ? tags : []).flatMap((tag) =>
        [...names].flatMap((other) => {
          const guard = `if (${at} === ${quote(tag.value)})`;
          return [`toUpperCase()`, `toFixed()`].map(
            (call) => `${guard} { ${value}[${quote(other)}].${call}; }`,
          );
        }),
      ),
    ];
  });
}

/** Values of a type: each literal, each member of a union, with all properties and with only the required ones. */
function literalsOf(checker: ts.TypeChecker, type: ts.Type, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  return partsOf(type).flatMap((part): string[] => {
    if (part.flags & ts.TypeFlags.Undefined) return [];
    if (part.flags & ts.TypeFlags.Null) return ["null"];
    if (part.isLiteral()) return [quote(part.value)];
    if (part.flags & ts.TypeFlags.BooleanLike) return ["true", "false"];
    if (part.flags & ts.TypeFlags.StringLike) return [`"text"`];
    if (part.flags & ts.TypeFlags.NumberLike) return ["1.5"];
    if (part.flags & ts.TypeFlags.Unknown) return ["{ any: 1 }", "1"];
    const element = checker.getIndexTypeOfType(part, ts.IndexKind.Number);
    if (element) return ["[]", ...literalsOf(checker, element, depth + 1).map((item) => `[${item}]`)];
    return isObject(part) ? objectsOf(checker, part, depth) : [];
  });
}

function objectsOf(checker: ts.TypeChecker, type: ts.Type, depth: number): string[] {
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const extra = index ? literalsOf(checker, index, depth + 1).map((value) => `any: ${value}`) : [];
  const fields = type.getProperties().map((symbol) => {
    const values = literalsOf(checker, checker.getTypeOfSymbol(symbol), depth + 1);
    return {
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      texts: values.map((value) => `${quote(symbol.name)}: ${value}`),
    };
  });
  const first = (list: typeof fields) => list.flatMap(({ texts }) => texts.slice(0, 1));
  const required = first(fields.filter(({ isOptional }) => !isOptional));
  const single = fields.flatMap((field) =>
    field.texts.map((text) => [...first(fields.filter((other) => other !== field)), text]),
  );
  const sets = [required, first(fields), ...single, ...extra.map((text) => [...required, text])];
  return sets.map((set) => `{ ${set.join(", ")} }`);
}
