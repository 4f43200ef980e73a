/** Members of a `oneOf` that may accept the same value, which `oneOf` then rejects. */
import type { Branch } from "./branches.ts";
import type { Finding } from "./finding.ts";
import type { Schemas } from "./schemas.ts";
import { type Json, listOf, objectOf } from "../spec/openapi.ts";

/** Two members, each as its branches. */
export type Overlap = readonly [Branch[], Branch[]];

export class Overlaps {
  readonly #schemas: Schemas;
  readonly #known = new Map<Json, Overlap[]>();

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** Those of a schema and of the unions that it is made of. */
  of(schema: Json): Overlap[] {
    const resolved = this.#schemas.target(schema);
    const known = this.#known.get(resolved);
    if (known) return known;
    this.#known.set(resolved, []);
    const members = listOf(resolved["oneOf"]).map((part) => this.#schemas.branchesOf(part));
    const own = members.flatMap((one, index) =>
      members
        .slice(index + 1)
        .filter((other) => one.some((branch) => other.some((sibling) => this.#mayOverlap(branch, sibling))))
        .map((other): Overlap => [one, other]),
    );
    const parts = ["oneOf", "anyOf", "allOf"].flatMap((keyword) => listOf(resolved[keyword]));
    if (resolved["$ref"] !== undefined) parts.push({ $ref: resolved["$ref"] });
    const overlaps = [...own, ...parts.flatMap((part) => this.of(part))];
    this.#known.set(resolved, overlaps);
    return overlaps;
  }

  #mayOverlap(left: Branch, right: Branch): boolean {
    const [kind, otherKind] = [kindOf(left), kindOf(right)];
    if (kind !== undefined && otherKind !== undefined && kind !== otherKind) return false;
    if (kind === "null" && otherKind === "null") return false;
    if (areDisjoint(left["enum"], right["enum"])) return false;
    if (lacksRequired(left, right) || lacksRequired(right, left)) return false;
    const shared = namesIn(left["required"]).filter((name) => namesIn(right["required"]).includes(name));
    return !shared.some((name) => this.#excludesOther(name, left, right));
  }

  /** Whether a property that both require tells them apart. */
  #excludesOther(name: string, ...branches: [Branch, Branch]): boolean {
    const [left, right] = branches.map((branch) => {
      const property = objectOf(branch["properties"])[name];
      const found = property === undefined ? [] : this.#schemas.branchesOf(property);
      return found.length === 1 ? found[0] : undefined;
    });
    if (!left || !right) return false;
    const [kind, otherKind] = [kindOf(left), kindOf(right)];
    const isOtherKind = kind !== undefined && otherKind !== undefined && kind !== otherKind;
    return isOtherKind || areDisjoint(left["enum"], right["enum"]);
  }
}

/** An integer is a number. */
export function kindOf({ type }: Branch): Json | undefined {
  return type === "integer" ? "number" : type;
}

function areDisjoint(left: Json | undefined, right: Json | undefined): boolean {
  return Array.isArray(left) && Array.isArray(right) && !left.some((value) => right.includes(value));
}

/** Whether the one is closed to what the other requires. */
function lacksRequired(closed: Branch, other: Branch): boolean {
  return (
    closed["additionalProperties"] === false &&
    namesIn(other["required"]).some((name) => !Object.hasOwn(objectOf(closed["properties"]), name))
  );
}

function namesIn(list: Json | undefined): string[] {
  return listOf(list).filter((name) => typeof name === "string");
}

interface OverlapRules {
  isSame: (before: Overlap, after: Overlap) => boolean;
  /** Whether members accept no more than others did; `undefined` if that isn't tried. */
  isWithin: ((members: Branch[], others: Branch[]) => boolean) | undefined;
}

/** Beyond this many pairs of overlaps any new one counts. */
const MAX_TRIED = 2_500;

/** New overlaps reject values, unless a wider overlap rejected them before. */
export function compareOverlaps(
  before: readonly Overlap[],
  after: readonly Overlap[],
  { isSame, isWithin }: OverlapRules,
): Finding[] {
  const isKnown = (overlap: Overlap) => before.some((known) => isSame(known, overlap));
  const isRejected = ([one, other]: Overlap) =>
    before.some(
      ([left, right]) =>
        (isWithin?.(one, left) && isWithin(other, right)) ||
        (isWithin?.(one, right) && isWithin(other, left)),
    );
  const isTried = isWithin && before.length * after.length <= MAX_TRIED;
  const isNew = after.some((overlap) => !isKnown(overlap) && !(isTried && isRejected(overlap)));
  const isGone = before.some((overlap) => !after.some((kept) => isSame(overlap, kept)));
  if (!isNew && !isGone && after.every(isKnown)) return [];
  const message: Finding["message"] = ({ name }) =>
    isNew
      ? `a value of ${name} may be rejected because it matches several branches of oneOf`
      : `fewer values of ${name} match several branches of oneOf`;
  if (isNew) return [{ path: "", compatibility: "narrows", message }];
  return [{ path: "", compatibility: isGone ? "extends" : "equivalent", message }];
}
