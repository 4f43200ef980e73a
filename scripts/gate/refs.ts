import { canonicalPointer, pointer } from "../spec/pointer.ts";
import { isAnnotation } from "../spec/annotation.ts";
import { isLeaf, type Kind, type Visit } from "../spec/walk.ts";
import { isObject, listOf, objectOf } from "../spec/openapi.ts";
import type { Json, JsonObject } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";

export type Positions = Map<string, Visit>;

/** Keywords that give a schema another address, so that a local `$ref` could have another target. */
const ADDRESSING = ["$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef"];
const DIALECT = /^https?:\/\/(?:json-schema\.org|spec\.openapis\.org)\/[\w./#-]+$/;
const LOCAL = /^#(?:\/[\w.~%:@!$&()+,;={}*^ -]+)+$/;
const MAX_CHAIN = 100;

/**
 * Refuses a `$ref` and the like that leaves the document, even in examples and extensions. There it is data, and may
 * have no target.
 */
export function checkNothingLeaves(value: Json, at = "#"): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = pointer(at, key);
    // The value is an object if a property is called `$ref`: that is the property's schema.
    const refers =
      (key === "$ref" && !isObject(child)) || (key === "operationRef" && typeof child === "string");
    if (refers && child !== "#") parseLocalReference(child, below);
    if (key === "externalValue" && typeof child === "string") throw toExternalReferenceRefusal(below, child);
    checkNothingLeaves(child, below);
  }
}

/** Where OpenAPI 3.0 and 3.1 allow a Reference Object. A path item's `$ref` is something else, and not supported. */
const REFERENCEABLE = new Set<Kind>([
  "schema",
  "parameter",
  "requestBody",
  "response",
  "header",
  "callback",
  "securityScheme",
]);
/** Fields whose value is data, in which `$ref` has no meaning; links and examples may be references themselves. */
const DATA_FIELDS = new Set(["default", "enum", "const", "example", "examples", "links"]);

/** Refuses a `$ref` where OpenAPI has none: a tool that follows it would read another node than the gate. */
export function checkNoStrayReference({ kind, value, at }: Visit): void {
  if ("$ref" in value && !REFERENCEABLE.has(kind))
    throw new Refusal(`${at}/$ref: OpenAPI has no reference there, or none that is supported (${kind})`);
  for (const [field, child] of Object.entries(value))
    // Extensions are dropped before a tool could follow a reference in them.
    if (isLeaf(kind, field) && !DATA_FIELDS.has(field) && !field.startsWith("x-"))
      refuseReferenceBelow(child, pointer(at, field));
}

function refuseReferenceBelow(value: Json, at: string): void {
  if (typeof value !== "object" || value === null) return;
  if ("$ref" in value) throw new Refusal(`${at}/$ref: OpenAPI has no reference there`);
  for (const [key, child] of Object.entries(value)) refuseReferenceBelow(child, pointer(at, key));
}

/** Allowed beside a schema's `$ref` in OpenAPI 3.0, because they assert nothing; `nullable` is corrected later. */
const BESIDE_REFERENCE = new Set(["$ref", "nullable", "default", "deprecated", "readOnly", "writeOnly"]);
const BESIDE_OTHER_REFERENCE = new Set(["$ref"]);

/** A reference hides the keywords beside it, except in OpenAPI 3.1's schemas: tools would see different limits. */
export function checkReferenceSiblings({ kind, value, at }: Visit, openapi: string): void {
  if (!("$ref" in value) || (kind === "schema" && openapi.startsWith("3.1"))) return;
  const allowed = kind === "schema" ? BESIDE_REFERENCE : BESIDE_OTHER_REFERENCE;
  const hidden = Object.keys(value).find((key) => !allowed.has(key) && !isAnnotation(key));
  if (hidden !== undefined) throw new Refusal(`${pointer(at, hidden)} stands beside a $ref, which hides it`);
}

/** A reference must lead to an object of the kind that belongs there: only those were checked as that kind. */
export function checkReference({ kind, value, at }: Visit, positions: Positions): void {
  const target = value["$ref"];
  if (target !== undefined) {
    const address = parseLocalReference(target, at);
    if (positions.get(address)?.kind !== kind && !(kind === "schema" && isComponent(address, positions))) {
      throw new Refusal(
        `${at}/$ref: ${quoteUntrusted(target)} is no ${kind} of the document: the source is cut off or broken`,
      );
    }
    // From here on, every reference has its canonical form.
    value["$ref"] = address;
  }
  if (kind === "discriminator") checkMapping(value, at, positions);
  if (kind !== "schema" && kind !== "document") return;
  for (const keyword of ADDRESSING) {
    if (keyword in value) throw new Refusal(`${pointer(at, keyword)}: ${keyword} is not supported`);
  }
  for (const keyword of ["$schema", "jsonSchemaDialect"]) {
    const dialect = value[keyword];
    if (dialect !== undefined && !(typeof dialect === "string" && DIALECT.test(dialect))) {
      throw new Refusal(
        `${pointer(at, keyword)}: ${quoteUntrusted(dialect)} is no known dialect of JSON Schema`,
      );
    }
  }
}

/** Whether it is a schema of the components, also one that the walk doesn't visit: true or false. */
function isComponent(address: string, positions: Positions): boolean {
  const schemas = objectOf(positions.get("#/components")?.value["schemas"]);
  return Object.keys(schemas).some((name) => pointer("#/components/schemas", name) === address);
}

function checkMapping(discriminator: JsonObject, at: string, positions: Positions): void {
  const mapping = discriminator["mapping"];
  if (mapping === undefined) return;
  if (!isObject(mapping)) throw new Refusal(`${at}/mapping must be an object, is ${quoteUntrusted(mapping)}`);
  for (const [name, target] of Object.entries(mapping)) {
    const below = pointer(`${at}/mapping`, name);
    const isName = typeof target === "string" && /^[\w.-]+$/.test(target);
    const address = isName ? pointer("#/components/schemas", target) : parseLocalReference(target, below);
    if (positions.get(address)?.kind !== "schema") {
      throw new Refusal(`${below}: ${quoteUntrusted(target)} is no schema of the document`);
    }
    // Some tools read a bare name as a file.
    mapping[name] = address;
  }
}

/** Refuses references that lead back to themselves without a property or an item between: their type is infinite. */
export function checkChains(positions: Positions): void {
  const done = new Set<string>();
  const follow = (at: string, chain: string[]): void => {
    if (done.has(at)) return;
    if (chain.includes(at)) throw new Refusal(`${at} refers to itself: ${[...chain, at].join(" → ")}`);
    if (chain.length > MAX_CHAIN) throw new Refusal(`${at} ends a chain of over ${MAX_CHAIN} references`);
    const visit = positions.get(at);
    for (const next of visit ? sameValueAddresses(visit) : []) follow(next, [...chain, at]);
    done.add(at);
  };
  for (const at of positions.keys()) follow(at, []);
}

/** The schemas that apply to the same value as this one. */
function* sameValueAddresses({ value, at }: Visit): Generator<string> {
  if (typeof value["$ref"] === "string") yield parseLocalReference(value["$ref"], at);
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    for (const index of listOf(value[keyword]).keys()) yield `${at}/${keyword}/${index}`;
  for (const keyword of ["not", "if", "then", "else"]) if (keyword in value) yield `${at}/${keyword}`;
}

/** The reference in its canonical form. */
export function parseLocalReference(reference: Json, at: string): string {
  const isLocal = typeof reference === "string" && LOCAL.test(reference);
  const canonical = isLocal ? canonicalPointer(reference) : undefined;
  if (canonical === undefined) throw toExternalReferenceRefusal(at, reference);
  return canonical;
}

function toExternalReferenceRefusal(at: string, reference: Json): Refusal {
  return new Refusal(
    `${at}: ${quoteUntrusted(reference)} leaves the document; only "#/…" references are taken`,
  );
}
