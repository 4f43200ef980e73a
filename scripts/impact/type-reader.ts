/** The generated types of both revisions in one program, as openapi-typescript writes them. */
import ts from "../spec/typescript.js";
import { readLibraryFile, WITHOUT_COMMENTS } from "../spec/library-files.ts";
import { type Finding, valuesChanged } from "./finding.ts";

/** The constituents of a type without `undefined`, which openapi-typescript writes only for "may be absent". */
export type Parts = readonly ts.Type[];

export interface Member {
  type: ts.Type;
  optional: boolean;
}

export interface Property {
  parts: Parts;
  optional: boolean;
}

const MAX_TYPES = 5;

/** Reads generated types as openapi-typescript writes them. */
export class TypeReader {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  constructor(program: ts.Program) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  assignable(source: ts.Type, target: ts.Type): boolean {
    return this.#checker.isTypeAssignableTo(source, target);
  }

  /** A part of an operation, such as `requestBody`; `undefined` if openapi-typescript wrote `never`. */
  member(type: ts.Type | undefined, name: string): Member | undefined {
    const property = this.property(type, name);
    if (!property || this.partsOf(property.type).length === 0) return undefined;
    // Only what may be absent is without null: a body may be null.
    if (!property.optional) return property;
    return { ...property, type: this.#checker.getNonNullableType(property.type) };
  }

  /** A property with its type as it is written. */
  property(type: ts.Type | undefined, name: string): Member | undefined {
    const symbol = type && this.#checker.getPropertyOfType(type, name);
    if (!symbol) return undefined;
    // The compiler also finds what every object inherits, such as toString.
    if (name in {} && !this.#checker.getPropertiesOfType(type).includes(symbol)) return undefined;
    const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    return { type: this.#checker.getTypeOfSymbol(symbol), optional };
  }

  names(type: ts.Type | undefined): string[] {
    return type ? this.#checker.getPropertiesOfType(type).map((symbol) => symbol.name) : [];
  }

  partsOf(type: ts.Type): Parts {
    const parts = type.isUnion() ? type.types : [type];
    return parts.filter((part) => !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)));
  }

  /** A property as the union of what these records have there. */
  mergedProperty(records: Parts, name: string): Property | undefined {
    const found = records.map((record) => this.property(record, name));
    const present = found.filter((property) => property !== undefined);
    if (present.length === 0) return undefined;
    return {
      parts: [...new Set(present.flatMap(({ type }) => this.partsOf(type)))],
      optional: present.length < found.length || present.some((property) => property.optional),
    };
  }

  /** What a reader finds there once `name in record` holds: also under an index signature. */
  narrowedProperty(records: Parts, name: string): Property | undefined {
    const found = records.map((record) => {
      const index = this.property(record, name) ? undefined : this.indexed([record], "string");
      return index ? { parts: index, optional: false } : this.mergedProperty([record], name);
    });
    const present = found.filter((property) => property !== undefined);
    if (present.length === 0) return undefined;
    return {
      parts: [...new Set(present.flatMap(({ parts }) => parts))],
      optional: present.length < found.length || present.some(({ optional }) => optional),
    };
  }

  /** What these types hold under any name or number, if they have an index signature. */
  indexed(types: Parts, kind: "string" | "number"): Parts | undefined {
    const index = kind === "string" ? ts.IndexKind.String : ts.IndexKind.Number;
    const found = types
      .map((type) => this.#checker.getIndexTypeOfType(type, index))
      .filter((type) => type !== undefined);
    return found.length > 0 ? found.flatMap((type) => this.partsOf(type)) : undefined;
  }

  readonly isArray = (type: ts.Type): boolean =>
    this.#checker.isArrayType(type) || this.#checker.isTupleType(type);

  /** An object of the spec's own, not one of the platform's such as Blob. `string & {}` is a string. */
  readonly isRecord = (type: ts.Type): boolean => {
    if (type.isIntersection()) return type.types.every(this.isRecord);
    if (!(type.flags & ts.TypeFlags.Object) || this.isArray(type)) return false;
    const declared = type.isClassOrInterface() ? type.symbol.declarations?.[0]?.getSourceFile() : undefined;
    return !declared || !this.#program.isSourceFileDefaultLibrary(declared);
  };

  describe(parts: Parts): string {
    const names = parts.map((type) => {
      if (type.flags & ts.TypeFlags.BooleanLiteral) return "boolean";
      if (this.isRecord(type)) return "object";
      // `string & {}`, as openapi-typescript's users write a string some of whose values are known.
      if (type.isIntersection()) return "string";
      return this.isArray(type) ? "array" : this.#checker.typeToString(type);
    });
    const shown = [...new Set(names)];
    const rest = shown.splice(MAX_TYPES).length;
    return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(" or ") || "nothing";
  }
}

/** Of these types, the literals. Beside a plain `string` from another member of a union they name nothing. */
function knownLiterals(parts: Parts): Parts {
  const isPlain = parts.some((type) => type.flags & (ts.TypeFlags.String | ts.TypeFlags.Number));
  return isPlain ? [] : parts.filter(isLiteral);
}

export function literalValue(type: ts.Type): unknown {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  // The checker has one type for each of the two boolean literals, and no public way to ask which it is.
  return (type as ts.Type & { intrinsicName?: string }).intrinsicName === "true";
}

export const isNull = (type: ts.Type) => (type.flags & ts.TypeFlags.Null) !== 0;
export const isUnknown = (type: ts.Type) => (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
export const isLiteral = (type: ts.Type) =>
  (type.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.BooleanLiteral)) !==
  0;

/** In `"a" | (string & {})` a literal only names a known value: readers and writers may use any other as well. */
export function compareLiterals(before: Parts, after: Parts): Finding[] {
  const [valuesBefore, valuesAfter] = [knownLiterals(before), knownLiterals(after)].map((parts) =>
    parts.map(literalValue),
  );
  return valuesChanged(valuesBefore ?? [], valuesAfter ?? [], { added: "extends", removed: "extends" });
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
};

/** Both generated files in one program, so that types of the one can be compared with types of the other. */
export function compileTypes(files: { [name: string]: string }): ts.Program {
  const host = ts.createCompilerHost(OPTIONS);
  return ts.createProgram({
    rootNames: Object.keys(files),
    options: OPTIONS,
    host: {
      ...host,
      jsDocParsingMode: WITHOUT_COMMENTS,
      fileExists: (name) => name in files || host.fileExists(name),
      getSourceFile: (name, languageVersion, onError, createNew) => {
        const text = files[name];
        if (text !== undefined) return ts.createSourceFile(name, text, languageVersion);
        return readLibraryFile(host, name, languageVersion, onError, createNew);
      },
    },
  });
}

export function exportedType(program: ts.Program, file: string, name: string): ts.Type {
  const source = program.getSourceFile(file);
  const checker = program.getTypeChecker();
  const module = source && checker.getSymbolAtLocation(source);
  const found = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
  if (!found)
    throw new Error(`the generated types export no \`${name}\`: were they made by openapi-typescript?`);
  return checker.getDeclaredTypeOfSymbol(found);
}
