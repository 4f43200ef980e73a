import ts from "../spec/typescript.js";
import type { TypePair } from "./program.ts";

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

const SHOWN_TYPES = 5;

/** Reads generated types as openapi-typescript writes them. */
export class TypeReader {
  readonly #pair: TypePair;

  constructor(pair: TypePair) {
    this.#pair = pair;
  }

  assignable(from: ts.Type, to: ts.Type): boolean {
    return this.#pair.checker.isTypeAssignableTo(from, to);
  }

  /** A part of an operation, such as `requestBody`: undefined where openapi-typescript wrote `never`. */
  member(type: ts.Type | undefined, name: string): Member | undefined {
    const property = type && this.#property(type, name);
    if (!property || this.partsOf(property.type).length === 0) return undefined;
    // Only what may be absent is without null: a body may be null.
    const { type: found, optional } = property;
    return { type: optional ? this.#pair.checker.getNonNullableType(found) : found, optional };
  }

  names(type: ts.Type | undefined): string[] {
    return type ? this.#pair.checker.getPropertiesOfType(type).map((symbol) => symbol.name) : [];
  }

  partsOf(type: ts.Type): Parts {
    const parts = type.isUnion() ? type.types : [type];
    return parts.filter((part) => !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)));
  }

  /** A property of any of these records, laid over each other. */
  mergedProperty(records: Parts, name: string): Property | undefined {
    const found = records.map((record) => this.#property(record, name));
    const present = found.filter((property) => property !== undefined);
    if (present.length === 0) return undefined;
    return {
      parts: [...new Set(present.flatMap(({ type }) => this.partsOf(type)))],
      optional: present.length < found.length || present.some((property) => property.optional),
    };
  }

  /** What these types hold under any name or number, where they say so. */
  indexed(types: Parts, kind: "string" | "number"): Parts | undefined {
    const index = kind === "string" ? ts.IndexKind.String : ts.IndexKind.Number;
    const found = types
      .map((type) => this.#pair.checker.getIndexTypeOfType(type, index))
      .filter((type) => type !== undefined);
    return found.length > 0 ? found.flatMap((type) => this.partsOf(type)) : undefined;
  }

  readonly isArray = (type: ts.Type): boolean =>
    this.#pair.checker.isArrayType(type) || this.#pair.checker.isTupleType(type);

  /** An object of the spec's own, not one of the platform's such as Blob. `string & {}` is a string. */
  readonly isRecord = (type: ts.Type): boolean => {
    if (type.isIntersection()) return type.types.every(this.isRecord);
    if (!(type.flags & ts.TypeFlags.Object) || this.isArray(type)) return false;
    const declared = type.isClassOrInterface() ? type.symbol.declarations?.[0]?.getSourceFile() : undefined;
    return !declared || !this.#pair.program.isSourceFileDefaultLibrary(declared);
  };

  describe(parts: Parts): string {
    const names = parts.map((type) => {
      if (type.flags & ts.TypeFlags.BooleanLiteral) return "boolean";
      if (this.isRecord(type)) return "object";
      // `string & {}`, as openapi-typescript's users write a string some of whose values are known.
      if (type.isIntersection()) return "string";
      return this.isArray(type) ? "array" : this.#pair.checker.typeToString(type);
    });
    const shown = [...new Set(names)];
    const rest = shown.splice(SHOWN_TYPES).length;
    return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(" or ") || "nothing";
  }

  #property(type: ts.Type, name: string): Member | undefined {
    const symbol = this.#pair.checker.getPropertyOfType(type, name);
    return (
      symbol && {
        type: this.#pair.checker.getTypeOfSymbol(symbol),
        optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      }
    );
  }
}
