import type ts from "typescript";
import {
  type Direction,
  type Finding,
  capFindings,
  comparePresence,
  createFinding,
  isMajor,
  prefixPaths,
  valuesChanged,
} from "./finding.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import {
  type Parts,
  type Property,
  TypeReader,
  compareLiterals,
  isLiteral,
  isNull,
  isUnknown,
  literalValue,
} from "./type-reader.ts";

/** Merged unions of objects can multiply; a real publication makes under a thousand pairs. */
const LIMITS: MemoLimits = {
  steps: 20_000,
  depth: Infinity,
  onLimitExceeded: createFinding("breaks", ({ name }) => `type of ${name} is too complex to compare`),
};

/**
 * Compares what two generated types let a caller write and read, property by property, and closes with the
 * compiler's verdict on the complete types. The members of a union are merged; which of them a value belongs to is left
 * to narrowing and to that verdict.
 */
export class TypeComparison extends TypeReader {
  readonly #ids = new Map<ts.Type, number>();
  /** By the ids of both sides. */
  readonly #memo = new FindingMemo(LIMITS);

  compare(before: ts.Type, after: ts.Type, direction: Direction): Finding[] {
    const findings = this.#compareParts(this.partsOf(before), this.partsOf(after));
    const isCompatible =
      direction === "request" ? this.assignable(before, after) : this.assignable(after, before);
    if (isCompatible || findings.some((found) => isMajor(found, direction))) return findings;
    const verdict = createFinding("breaks", ({ name }) => `type of ${name} changed incompatibly`, {
      isGeneric: true,
    });
    return [...findings, verdict];
  }

  #compareParts(before: Parts, after: Parts): Finding[] {
    return this.#memo.between(this.#idsOf(before), this.#idsOf(after), () =>
      capFindings([
        ...this.#compareLeaves(before, after),
        ...this.#compareRecords(before.filter(this.isRecord), after.filter(this.isRecord)),
        ...this.#compareElements(before.filter(this.isArray), after.filter(this.isArray)),
      ]),
    );
  }

  #compareLeaves(before: Parts, after: Parts): Finding[] {
    const [gained, lost] = [this.#without(after, before), this.#without(before, after)];
    if (gained.length + lost.length === 0) return compareLiterals(before, after);
    const findings: Finding[] = [];
    if (gained.some(isNull)) findings.push(createFinding("widens", ({ name }) => `${name} may now be null`));
    if (lost.some(isNull))
      findings.push(createFinding("narrows", ({ name }) => `${name} may no longer be null`));
    const [more = [], less = []] = [gained, lost].map((types) => types.filter((type) => !isNull(type)));
    if ([...more, ...less].every(isLiteral)) {
      const levels = { added: "widens", removed: "breaks" } as const;
      return [...findings, ...valuesChanged(less.map(literalValue), more.map(literalValue), levels)];
    }
    const [namesBefore, namesAfter] = [this.describe(before), this.describe(after)];
    const compatibility = less.length === 0 ? "widens" : less.every(isUnknown) ? "narrows" : "breaks";
    return [
      ...findings,
      createFinding(
        compatibility,
        ({ name }) => `type of ${name} changed from ${namesBefore} to ${namesAfter}`,
      ),
    ];
  }

  /** What no part of the other side accepts. Objects and arrays that the other side has too are compared inside. */
  #without(types: Parts, others: Parts): Parts {
    const kinds = [this.isRecord, this.isArray].filter((kind) => others.some(kind));
    return types.filter(
      (type) => !kinds.some((kind) => kind(type)) && !others.some((other) => this.assignable(type, other)),
    );
  }

  #compareRecords(before: Parts, after: Parts): Finding[] {
    if (before.length === 0 || after.length === 0) return [];
    const names = new Set([...after, ...before].flatMap((type) => this.names(type)));
    const index = this.indexed(before, "string");
    const merged = [...names].flatMap((name) => {
      const [baseValue, revised] = [this.mergedProperty(before, name), this.mergedProperty(after, name)];
      // What could be read and written under any name now has a type of its own.
      const isIndexed = !baseValue && revised && index && !index.every(isUnknown);
      const inside = isIndexed ? prefixPaths(name, this.#compareParts(index, revised.parts)) : [];
      return [...this.#compareProperty(name, baseValue, revised), ...inside];
    });
    return [
      ...merged,
      ...this.#compareNarrowed(before, after, merged),
      ...this.#compareIndexes(before, after),
    ];
  }

  /** A reader may narrow a union by `in` or by a literal, and then relies on what the remaining members share. */
  #compareNarrowed(before: Parts, after: Parts, known: readonly Finding[]): Finding[] {
    if (before.length < 2 && after.length < 2) return [];
    const found = new Map<string, Finding>();
    for (const guard of this.#guardsOf(before)) {
      const [baseValue, revised] = [before.filter(guard), after.filter(guard)];
      if (revised.length === 0 || (baseValue.length === before.length && revised.length === after.length))
        continue;
      for (const name of new Set(baseValue.flatMap((type) => this.names(type))))
        for (const change of this.#compareProperty(
          name,
          this.narrowedProperty(baseValue, name),
          this.narrowedProperty(revised, name),
        ))
          // Requests are covered by the compiler's verdict on the complete types.
          if (isMajor(change, "response"))
            found.set(change.path, { ...change, compatibility: "widens", isGeneric: true });
    }
    const reported = new Set(known.filter((found) => isMajor(found, "response")).map(({ path }) => path));
    return [...found.values()].filter(({ path }) => !reported.has(path));
  }

  #guardsOf(records: Parts): ((type: ts.Type) => boolean)[] {
    const names = [...new Set(records.flatMap((type) => this.names(type)))];
    return names.flatMap((name) => {
      const partsOf = (type: ts.Type) => this.narrowedProperty([type], name)?.parts;
      const parts = records.flatMap((type) => partsOf(type) ?? []);
      const values = new Set(parts.filter(isLiteral).map(literalValue));
      return [
        (type: ts.Type) => partsOf(type) !== undefined,
        ...[...values].map((value) => (type: ts.Type) => {
          const own = partsOf(type);
          return !own || own.some((part) => !isLiteral(part) || literalValue(part) === value);
        }),
      ];
    });
  }

  #compareProperty(path: string, before: Property | undefined, after: Property | undefined): Finding[] {
    const inside = before && after ? this.#compareParts(before.parts, after.parts) : [];
    return prefixPaths(path, [...comparePresence(before, after), ...inside]);
  }

  #compareIndexes(before: Parts, after: Parts): Finding[] {
    const [baseValue, revised] = [this.indexed(before, "string"), this.indexed(after, "string")];
    if (!baseValue && !revised) return [];
    if (baseValue && revised) return prefixPaths("*", this.#compareParts(baseValue, revised));
    // Whether they are allowed is for the spec: an open object with properties of its own types no others.
    const compatibility = revised ? "extends" : "breaks";
    const verb = revised ? "now" : "no longer";
    return [createFinding(compatibility, ({ name }) => `further properties of ${name} are ${verb} typed`)];
  }

  #compareElements(before: Parts, after: Parts): Finding[] {
    const [baseValue, revised] = [this.indexed(before, "number"), this.indexed(after, "number")];
    return baseValue && revised ? prefixPaths("[]", this.#compareParts(baseValue, revised)) : [];
  }

  #idsOf(parts: Parts): string {
    const ids = parts.map((type) => {
      const id = this.#ids.get(type) ?? this.#ids.size;
      this.#ids.set(type, id);
      return id;
    });
    return [...new Set(ids)].sort((left, right) => left - right).join();
  }
}
