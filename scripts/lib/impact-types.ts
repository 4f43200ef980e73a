import ts from "typescript";
import { type Direction, type Finding, levelOf, under } from "./impact-finding.ts";
import { compareLiterals, isLiteral, isNull, isUnknown, valuesChanged } from "./impact-literals.ts";
import type { TypePair } from "./impact-program.ts";

const SHOWN_TYPES = 5;

/** The constituents of a type without `undefined`, which openapi-typescript writes only for "may be absent". */
type Parts = readonly ts.Type[];

export interface Member {
  type: ts.Type;
  optional: boolean;
}

interface Property {
  parts: Parts;
  optional: boolean;
}

/**
 * Compares what two generated types let a caller write and read, property by property, and closes with the
 * compiler's verdict on the whole. The members of a union are laid over each other: which of them a value
 * belongs to is for the verdict to judge.
 */
export class TypeComparison {
  readonly #pair: TypePair;
  readonly #ids = new Map<ts.Type, number>();
  /** By the ids of both sides; a pair under way holds [], which ends recursive types. */
  readonly #known = new Map<string, Finding[]>();

  constructor(pair: TypePair) {
    this.#pair = pair;
  }

  compare(before: ts.Type, after: ts.Type, direction: Direction): Finding[] {
    const findings = this.#compareParts(this.#parts(before), this.#parts(after));
    const compatible =
      direction === "request" ? this.assignable(before, after) : this.assignable(after, before);
    if (!compatible && !findings.some((finding) => levelOf(finding.effect, direction) === "major"))
      return [
        ...findings,
        { path: "", effect: "breaks", sentence: ({ name }) => `type of ${name} changed incompatibly` },
      ];
    return findings;
  }

  /** The same for a part of an operation that one side may lack, such as its query parameters. */
  compareMembers(before: Member | undefined, after: Member | undefined, direction: Direction): Finding[] {
    if (before && after) return this.compare(before.type, after.type, direction);
    const [old, next] = [before, after].map((member) => (member ? [member.type] : []));
    return this.names(before?.type ?? after?.type).flatMap((name) =>
      this.#compareProperty(
        name,
        this.#mergedProperty(old ?? [], name),
        this.#mergedProperty(next ?? [], name),
      ),
    );
  }

  assignable(from: ts.Type, to: ts.Type): boolean {
    return this.#pair.checker.isTypeAssignableTo(from, to);
  }

  /** A part of an operation, such as `requestBody`: undefined where openapi-typescript wrote `never`. */
  member(type: ts.Type | undefined, name: string): Member | undefined {
    const property = type && this.#property(type, name);
    if (!property || this.#parts(property.type).length === 0) return undefined;
    return { ...property, type: this.#pair.checker.getNonNullableType(property.type) };
  }

  names(type: ts.Type | undefined): string[] {
    return type ? this.#pair.checker.getPropertiesOfType(type).map((symbol) => symbol.name) : [];
  }

  #compareParts(before: Parts, after: Parts): Finding[] {
    const key = `${this.#idsOf(before)}:${this.#idsOf(after)}`;
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, []);
    const findings = [
      ...this.#compareLeaves(before, after),
      ...this.#compareRecords(before.filter(this.#isRecord), after.filter(this.#isRecord)),
      ...this.#compareElements(before.filter(this.#isArray), after.filter(this.#isArray)),
    ];
    this.#known.set(key, findings);
    return findings;
  }

  #compareLeaves(before: Parts, after: Parts): Finding[] {
    const gained = this.#without(after, before);
    const lost = this.#without(before, after);
    if (gained.length + lost.length === 0) return compareLiterals(before, after);
    const rest = {
      gained: gained.filter((type) => !isNull(type)),
      lost: lost.filter((type) => !isNull(type)),
    };
    const findings: Finding[] = [];
    if (rest.gained.length < gained.length)
      findings.push({ path: "", effect: "widens", sentence: ({ name }) => `${name} may now be null` });
    if (rest.lost.length < lost.length)
      findings.push({ path: "", effect: "narrows", sentence: ({ name }) => `${name} may no longer be null` });
    if ([...rest.gained, ...rest.lost].every(isLiteral))
      return [...findings, ...valuesChanged(rest.gained, rest.lost, ["widens", "breaks"])];
    const [from, to] = [this.#describe(before), this.#describe(after)];
    const effect = rest.lost.length === 0 ? "widens" : rest.lost.every(isUnknown) ? "narrows" : "breaks";
    const sentence: Finding["sentence"] = ({ name }) => `type of ${name} changed from ${from} to ${to}`;
    return [...findings, { path: "", effect, sentence }];
  }

  /** What no part of the other side takes. Objects and arrays that the other side has too are compared inside. */
  #without(these: Parts, those: Parts): Parts {
    const kinds = [this.#isRecord, this.#isArray].filter((kind) => those.some(kind));
    return these.filter(
      (type) => !kinds.some((kind) => kind(type)) && !those.some((other) => this.assignable(type, other)),
    );
  }

  #compareRecords(before: Parts, after: Parts): Finding[] {
    if (before.length === 0 || after.length === 0) return [];
    const names = new Set([...after, ...before].flatMap((type) => this.names(type)));
    return [
      ...[...names].flatMap((name) =>
        this.#compareProperty(name, this.#mergedProperty(before, name), this.#mergedProperty(after, name)),
      ),
      ...this.#compareIndexes(before, after),
    ];
  }

  #compareProperty(path: string, before: Property | undefined, after: Property | undefined): Finding[] {
    if (!before && !after) return [];
    if (!after) return [{ path, effect: "breaks", sentence: ({ noun }) => `${noun} removed` }];
    if (!before) return [propertyAdded(path, after.optional)];
    const findings = under(path, this.#compareParts(before.parts, after.parts));
    if (before.optional === after.optional) return findings;
    const [effect, now] = after.optional
      ? (["widens", "optional"] as const) // literals, for Effect
      : (["narrows", "required"] as const); // literals, for Effect
    return [{ path, effect, sentence: ({ noun }) => `${noun} is now ${now}` }, ...findings];
  }

  #mergedProperty(records: Parts, name: string): Property | undefined {
    const found = records.map((record) => this.#property(record, name));
    const present = found.filter((property) => property !== undefined);
    if (present.length === 0) return undefined;
    return {
      parts: present.flatMap(({ type }) => this.#parts(type)),
      optional: present.length < found.length || present.some((property) => property.optional),
    };
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

  #compareIndexes(before: Parts, after: Parts): Finding[] {
    const [old, next] = [this.#indexed(before, "string"), this.#indexed(after, "string")];
    if (!old && !next) return [];
    if (old && next) return under("*", this.#compareParts(old, next));
    return next
      ? [{ path: "", effect: "extends", sentence: ({ name }) => `${name} may hold further properties` }]
      : [
          {
            path: "",
            effect: "breaks",
            sentence: ({ name }) => `${name} may no longer hold further properties`,
          },
        ];
  }

  #compareElements(before: Parts, after: Parts): Finding[] {
    const [old, next] = [this.#indexed(before, "number"), this.#indexed(after, "number")];
    return old && next ? under("[]", this.#compareParts(old, next)) : [];
  }

  #indexed(types: Parts, kind: "string" | "number"): Parts | undefined {
    const index = kind === "string" ? ts.IndexKind.String : ts.IndexKind.Number;
    const found = types
      .map((type) => this.#pair.checker.getIndexTypeOfType(type, index))
      .filter((type) => type !== undefined);
    return found.length > 0 ? found.flatMap((type) => this.#parts(type)) : undefined;
  }

  #parts(type: ts.Type): Parts {
    const parts = type.isUnion() ? type.types : [type];
    return parts.filter((part) => !(part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)));
  }

  readonly #isArray = (type: ts.Type): boolean =>
    this.#pair.checker.isArrayType(type) || this.#pair.checker.isTupleType(type);

  /** An object of the spec's own, not one of the platform's such as Blob. `string & {}` is a string. */
  readonly #isRecord = (type: ts.Type): boolean => {
    if (type.isIntersection()) return type.types.every(this.#isRecord);
    if (!(type.flags & ts.TypeFlags.Object) || this.#isArray(type)) return false;
    const declared = type.isClassOrInterface() ? type.symbol.declarations?.[0]?.getSourceFile() : undefined;
    return !declared || !this.#pair.program.isSourceFileDefaultLibrary(declared);
  };

  #describe(parts: Parts): string {
    const names = parts.map((type) => {
      if (type.flags & ts.TypeFlags.BooleanLiteral) return "boolean";
      if (this.#isRecord(type)) return "object";
      return this.#isArray(type) ? "array" : this.#pair.checker.typeToString(type);
    });
    const shown = [...new Set(names)];
    const rest = shown.splice(SHOWN_TYPES).length;
    return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(" or ") || "nothing";
  }

  #idsOf(parts: Parts): string {
    const ids = parts.map((type) => {
      const id = this.#ids.get(type) ?? this.#ids.size;
      this.#ids.set(type, id);
      return id;
    });
    return ids.join();
  }
}

function propertyAdded(path: string, optional: boolean): Finding {
  const kind = optional ? "optional" : "required";
  return {
    path,
    effect: optional ? "extends" : "narrows",
    sentence: ({ noun, direction }) => (direction === "request" ? `${kind} ${noun} added` : `${noun} added`),
  };
}
