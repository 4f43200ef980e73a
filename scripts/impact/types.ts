import type ts from "typescript";
import { type Direction, type Finding, levelOf, limited, under } from "./finding.ts";
import { compareLiterals, isLiteral, isNull, isUnknown, literalValue, valuesChanged } from "./literals.ts";
import { FindingMemo, type MemoLimits } from "./memo.ts";
import { added, movedTo, removed } from "./sentences.ts";
import { type Member, type Parts, type Property, TypeReader } from "./type-reader.ts";

/** Unions of objects laid over each other can multiply; a real publication makes under a thousand pairs. */
const LIMITS: MemoLimits = {
  steps: 20_000,
  depth: Infinity,
  beyond: {
    path: "",
    effect: "breaks",
    sentence: ({ name }) => `type of ${name} is too intricate to compare`,
  },
};

/**
 * Compares what two generated types let a caller write and read, property by property, and closes with the
 * compiler's verdict on the whole. The members of a union are laid over each other: which of them a value
 * belongs to is for the verdict to judge.
 */
export class TypeComparison extends TypeReader {
  readonly #ids = new Map<ts.Type, number>();
  /** By the ids of both sides. */
  readonly #memo = new FindingMemo(LIMITS);

  compare(before: ts.Type, after: ts.Type, direction: Direction): Finding[] {
    const findings = this.#compareParts(this.partsOf(before), this.partsOf(after));
    const compatible =
      direction === "request" ? this.assignable(before, after) : this.assignable(after, before);
    if (!compatible && !findings.some((finding) => levelOf(finding.effect, direction) === "major"))
      return [
        ...findings,
        {
          path: "",
          effect: "breaks",
          unexplained: true,
          sentence: ({ name }) => `type of ${name} changed incompatibly`,
        },
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
        this.mergedProperty(old ?? [], name),
        this.mergedProperty(next ?? [], name),
      ),
    );
  }

  #compareParts(before: Parts, after: Parts): Finding[] {
    return this.#memo.between(this.#idsOf(before), this.#idsOf(after), () =>
      limited([
        ...this.#compareLeaves(before, after),
        ...this.#compareRecords(before.filter(this.isRecord), after.filter(this.isRecord)),
        ...this.#compareElements(before.filter(this.isArray), after.filter(this.isArray)),
      ]),
    );
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
    const [from, to] = [this.describe(before), this.describe(after)];
    const effect = rest.lost.length === 0 ? "widens" : rest.lost.every(isUnknown) ? "narrows" : "breaks";
    const sentence: Finding["sentence"] = ({ name }) => `type of ${name} changed from ${from} to ${to}`;
    return [...findings, { path: "", effect, sentence }];
  }

  /** What no part of the other side takes. Objects and arrays that the other side has too are compared inside. */
  #without(these: Parts, those: Parts): Parts {
    const kinds = [this.isRecord, this.isArray].filter((kind) => those.some(kind));
    return these.filter(
      (type) => !kinds.some((kind) => kind(type)) && !those.some((other) => this.assignable(type, other)),
    );
  }

  #compareRecords(before: Parts, after: Parts): Finding[] {
    if (before.length === 0 || after.length === 0) return [];
    const names = new Set([...after, ...before].flatMap((type) => this.names(type)));
    const index = this.indexed(before, "string");
    const merged = [...names].flatMap((name) => {
      const [baseValue, revised] = [this.mergedProperty(before, name), this.mergedProperty(after, name)];
      const findings = this.#compareProperty(name, baseValue, revised);
      // What could be read and written under any name now has a type of its own.
      if (!baseValue && revised && index && !index.every(isUnknown))
        return [...findings, ...under(name, this.#compareParts(index, revised.parts))];
      return findings;
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
        for (const finding of this.#compareProperty(
          name,
          this.mergedProperty(baseValue, name),
          this.mergedProperty(revised, name),
        ))
          // The compiler's verdict on the whole judges requests.
          if (levelOf(finding.effect, "response") === "major")
            found.set(finding.path, { ...finding, effect: "widens", unexplained: true });
    }
    const reported = new Set(
      known.filter(({ effect }) => levelOf(effect, "response") === "major").map(({ path }) => path),
    );
    return [...found.values()].filter(({ path }) => !reported.has(path));
  }

  #guardsOf(records: Parts): ((type: ts.Type) => boolean)[] {
    const names = [...new Set(records.flatMap((type) => this.names(type)))];
    return names.flatMap((name) => {
      const partsOf = (type: ts.Type) => this.mergedProperty([type], name)?.parts;
      const values = new Set(
        records
          .flatMap((type) => partsOf(type) ?? [])
          .filter(isLiteral)
          .map(literalValue),
      );
      return [
        (type: ts.Type) => partsOf(type) !== undefined,
        ...[...values].map((value) => (type: ts.Type) => {
          const parts = partsOf(type);
          return !parts || parts.some((part) => !isLiteral(part) || literalValue(part) === value);
        }),
      ];
    });
  }

  #compareProperty(path: string, before: Property | undefined, after: Property | undefined): Finding[] {
    if (!before && !after) return [];
    if (!after) return [{ path, effect: "breaks", sentence: removed }];
    if (!before)
      return [{ path, effect: after.optional ? "extends" : "narrows", sentence: added(after.optional) }];
    const findings = under(path, this.#compareParts(before.parts, after.parts));
    if (before.optional === after.optional) return findings;
    const effect = after.optional ? "widens" : "narrows";
    return [{ path, effect, sentence: movedTo(after.optional) }, ...findings];
  }

  #compareIndexes(before: Parts, after: Parts): Finding[] {
    const [old, next] = [this.indexed(before, "string"), this.indexed(after, "string")];
    if (!old && !next) return [];
    if (old && next) return under("*", this.#compareParts(old, next));
    // Whether they are allowed is the spec's to say: an open object with properties of its own types no others.
    const sentence: Finding["sentence"] = ({ name }) =>
      `further properties of ${name} are ${next ? "now" : "no longer"} typed`;
    return [{ path: "", effect: next ? "extends" : "breaks", sentence }];
  }

  #compareElements(before: Parts, after: Parts): Finding[] {
    const [old, next] = [this.indexed(before, "number"), this.indexed(after, "number")];
    return old && next ? under("[]", this.#compareParts(old, next)) : [];
  }

  #idsOf(parts: Parts): string {
    const ids = parts.map((type) => {
      const id = this.#ids.get(type) ?? this.#ids.size;
      this.#ids.set(type, id);
      return id;
    });
    return [...new Set(ids)].sort((one, other) => one - other).join();
  }
}
