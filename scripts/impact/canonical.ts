/**
 * The canonical form of what a spec says: references expanded, one spelling for each meaning, annotations left
 * out, sets sorted. Two parts with the same form mean the same; if their forms differ and no rule says how, the
 * change is not understood.
 */
import { type Json, isObject, listOf } from "../spec/openapi.ts";
import { schemaShapeOf } from "../spec/walk.ts";
import type { Branch } from "./branches.ts";
import { KEYWORDS } from "./keywords.ts";
import { keywordsOf, valuesOf } from "./schemas.ts";
import type { Overlap, Overlaps } from "./unions.ts";
import type { Schemas } from "./schemas.ts";

/** A short name of a text that spells the part out, the same for the same text in both revisions. */
export type Form = string;

/** The names that were given, of both revisions together. */
export class FormNames {
  readonly #names = new Map<string, Form>();

  /** No JSON begins with `&`. */
  of(text: string): Form {
    const name = this.#names.get(text) ?? `&${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  /** Another text for what has a name. */
  add(text: string, name: Form): void {
    if (!this.#names.has(text)) this.#names.set(text, name);
  }
}

/** Stands for a union whose form isn't known yet. JSON never holds it unescaped. */
const UNKNOWN = "\0";

export class CanonicalForm {
  readonly #schemas: Schemas;
  readonly #overlaps: Overlaps;
  readonly #names: FormNames;
  readonly #unions = new Map<Branch[], Form>();
  readonly #branches = new Map<Branch, Form>();
  /** Tarjan's stack, with the index of each union on it and the lowest one that was reached. */
  readonly #stack: Branch[][] = [];
  readonly #indexes = new Map<Branch[], number>();
  #lowest = Infinity;
  #colors = new Map<Branch[], Form>();

  constructor(schemas: Schemas, overlaps: Overlaps, names: FormNames) {
    this.#schemas = schemas;
    this.#overlaps = overlaps;
    this.#names = names;
  }

  schema(schema: Json): Form {
    const form = this.union(this.#schemas.branchesOf(schema));
    const overlaps = this.#overlaps.of(schema);
    if (overlaps.length === 0) return form;
    return `${form} without ${spellSet(overlaps.map((pair) => this.overlap(pair)))}`;
  }

  /** In a `oneOf`, a value of both members is rejected. */
  overlap(members: Overlap): Form {
    return spellSet(members.map((member) => this.union(member)));
  }

  union(union: Branch[]): Form {
    const known = this.#unions.get(union) ?? this.#colors.get(union);
    if (known !== undefined) return known;
    const reached = this.#indexes.get(union);
    if (reached !== undefined) {
      this.#lowest = Math.min(this.#lowest, reached);
      return UNKNOWN;
    }
    const [outer, index] = [this.#lowest, this.#stack.length];
    this.#lowest = index;
    this.#stack.push(union);
    this.#indexes.set(union, index);
    const text = this.#spell(union);
    const isClosed = this.#lowest === index;
    this.#lowest = Math.min(outer, this.#lowest);
    if (!isClosed) return UNKNOWN;
    const component = this.#stack.splice(index);
    for (const member of component) this.#indexes.delete(member);
    if (text.includes(UNKNOWN)) this.#nameTogether(component);
    else this.#unions.set(union, this.#names.of(text));
    return this.#unions.get(union) ?? UNKNOWN;
  }

  /** Unions that refer to each other are distinguished by what is one reference further, until nothing changes. */
  #nameTogether(component: readonly Branch[][]): void {
    const outer = this.#colors;
    this.#colors = new Map(component.map((union) => [union, "&"]));
    for (let classes = 0, next = 1; next > classes;) {
      const refine = (union: Branch[]) => `${this.#colors.get(union) ?? ""} ${this.#spell(union)}`;
      this.#colors = new Map(component.map((union) => [union, this.#names.of(refine(union))]));
      [classes, next] = [next, new Set(this.#colors.values()).size];
    }
    const all = spellSet([...this.#colors.values()]);
    for (const [union, color] of this.#colors) this.#unions.set(union, this.#names.of(`${color} of ${all}`));
    this.#colors = outer;
    // A union outside that spells the same means the same.
    for (const union of component) this.#names.add(this.#spell(union), this.union(union));
  }

  #spell(union: readonly Branch[]): string {
    return spellSet(union.map((branch) => this.#spellBranch(branch)));
  }

  /** One branch, from outside any schema. */
  branch(branch: Branch): Form {
    const form = this.#branches.get(branch) ?? this.#spellBranch(branch);
    this.#branches.set(branch, form);
    return form;
  }

  #spellBranch(branch: Branch): Form {
    const forms = keywordsOf(branch).map((keyword): [string, Form] => [
      keyword,
      this.keyword(branch, keyword),
    ]);
    return spellRecord(forms.filter(([, form]) => form !== NO_VALUES));
  }

  /** What a branch has of a keyword. */
  keyword(branch: Branch, keyword: string): Form {
    const idle = KEYWORDS.get(keyword)?.absent;
    const idleForm = idle === undefined ? undefined : this.#value(keyword, idle);
    const forms = valuesOf(branch, keyword).map((value) => this.#value(keyword, value));
    return spellSet(forms.filter((form) => form !== idleForm));
  }

  #value(keyword: string, value: Json): Form {
    const shape = schemaShapeOf(keyword);
    if (shape === "one") return this.schema(value);
    if (shape === "list")
      return `[${listOf(value)
        .map((item) => this.schema(item))
        .join()}]`;
    if (shape === "map" && isObject(value))
      return spellRecord(Object.entries(value).map(([name, part]) => [name, this.schema(part)]));
    return SETS.has(keyword) && Array.isArray(value)
      ? spellSet(value.map((item) => spellValue(item)))
      : spellValue(value);
  }
}

const NO_VALUES = "[]";

/** Sets, which are written as lists. */
const SETS = new Set(["enum", "required", "type"]);

export function spellRecord(entries: [string, Form][]): string {
  const fields = entries.map(([key, form]) => `${JSON.stringify(key)}:${form}`);
  return `{${fields.sort().join()}}`;
}

function spellSet(items: readonly string[]): string {
  return `[${[...new Set(items)].sort().join()}]`;
}

function spellValue(value: Json, isSorted = false): string {
  if (!isObject(value) && !Array.isArray(value)) return JSON.stringify(value);
  if (isObject(value))
    return spellRecord(Object.entries(value).map(([key, child]) => [key, spellValue(child, isSorted)]));
  const items = value.map((item) => spellValue(item, isSorted));
  return `[${(isSorted ? items.sort() : items).join()}]`;
}

/** Order has no meaning that a caller could meet: not of keys, nor of values, tags or branches. */
export function isEqualIgnoringOrder(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return spellValue(before, true) === spellValue(after, true);
}
