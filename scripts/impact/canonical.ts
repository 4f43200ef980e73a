/**
 * The canonical form of what a spec says: references expanded, one spelling for each meaning, annotations left
 * out, sets sorted. Two parts with the same form mean the same; if their forms differ and no rule says how, the
 * change is not understood.
 */
import { type Json, isObject, listOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";
import { schemaShapeOf } from "../spec/walk.ts";
import type { Branch } from "./branches.ts";
import { isDefault, omitFieldDefaults } from "./defaults.ts";
import { KEYWORDS } from "./keywords.ts";
import { type Form, type FormNames, spellRecord, spellSet, spellValue } from "./forms.ts";
import { keywordsOf, valuesOf } from "./intersections.ts";
import type { Overlap, Overlaps } from "./overlaps.ts";
import type { Schemas } from "./schemas.ts";

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

  /** Anything but a schema: its fields, and the schemas in them. */
  object(value: Json | undefined): Form {
    if (Array.isArray(value)) return this.#names.of(`[${value.map((item) => this.object(item)).join()}]`);
    if (!isObject(value)) return JSON.stringify(value ?? null);
    const target = typeof value["$ref"] === "string" ? this.#schemas.resolve(value) : value;
    const fields = Object.entries(omitFieldDefaults(this.#schemas, target));
    const own = fields.filter(([key, child]) => !isAnnotation(key) && !isDefault(key, child));
    return this.#names.of(spellRecord(own.map(([key, child]) => [key, this.field(key, child)])));
  }

  /** The value of a field that is no keyword of a schema. */
  field(key: string, value: Json): Form {
    if (key === "schema") return this.schema(value);
    if (!MAPS.has(key) || !isObject(value)) return this.object(value);
    return spellRecord(Object.entries(value).map(([name, child]) => [name, this.object(child)]));
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
    return SETS.has(keyword) && Array.isArray(value) ? spellSet(value.map(spellValue)) : spellValue(value);
  }
}

const NO_VALUES = "[]";

/** Sets, which are written as lists. */
const SETS = new Set(["enum", "required", "type"]);

/** Fields whose value is a map from names, which may be spelt like annotations. */
const MAPS = new Set([
  "headers",
  "content",
  "responses",
  "encoding",
  "callbacks",
  "links",
  "variables",
  "scopes",
]);
