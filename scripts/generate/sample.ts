import fc from "fast-check";
import { facadeBodies } from "../spec/facade-bodies.ts";
import {
  isObject,
  listOf,
  objectOf,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";
import { flagsOf } from "../spec/regex.ts";
import { reportWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";
import { reachableFrom } from "../spec/subschemas.ts";
import { compileCheck } from "./validator.ts";

/** One module a facade operation: the success that the test double starts from. @throws {@link Refusal} */
export function renderSamples(document: SpecDocument): { [fileName: string]: string } {
  return Object.fromEntries(
    facadeBodies(document).map(({ stem, response }) => [
      `sample-${stem}.ts`,
      `/** A success as it would be for a request that leaves out all that it may. */
export const SAMPLE_RESPONSE = ${JSON.stringify(validSample(response.schema, document, stem))};\n`,
    ]),
  );
}

/** Checked here, so that no consumer finds that the test double breaks the spec. */
function validSample(schema: JsonObject, document: SpecDocument, stem: string): Json {
  reportWork(`making a sample of the ${stem} response`);
  const accepts = createCheck(document);
  const first = sampleOf(schema, document);
  if (first !== undefined && accepts(first, schema)) return first;
  const checked = sampleOf(schema, document, accepts);
  if (checked === undefined)
    throw new Refusal(
      `no sample of the ${stem} response can be made for the test double: no value was found. ` +
        "An `example` there that satisfies its schema would be taken",
    );
  return checked;
}

/** Schemas may multiply by their references: no sample has more parts than this. */
const MAX_NODES = 10_000;

/** Of all compiled schemas together, those below them included. */
const MAX_COMPILED = 20_000;

/** Whether a value will do for a schema. */
type Accepts = (value: Json, schema: JsonObject) => boolean;

/** Compiles each schema once, and accepts nothing more once a limit is met. */
function createCheck(document: SpecDocument): Accepts {
  const checks = new Map<JsonObject, (value: Json) => boolean>();
  let compiled = 0;
  return (value, schema) => {
    const known = checks.get(schema);
    if (known) return known(value);
    compiled += reachableFrom(document, [schema]).size;
    if (compiled > MAX_COMPILED) return false;
    const check = compileCheck(schema, document);
    checks.set(schema, check);
    return check(value);
  };
}

/** The plainest value of a schema that is accepted; without `accepts`, the plainest; `undefined` if there is none. */
export function sampleOf(
  root: Json | undefined,
  document: SpecDocument,
  accepts: Accepts = () => true,
): Json | undefined {
  let nodes = MAX_NODES;
  const open = new Set<Json>();
  const flattened = new Map<JsonObject, JsonObject>();
  const sample = (schema: Json | undefined): Json | undefined => {
    const resolved = resolveReference(document, schema);
    if (!isObject(resolved)) return resolved === false ? undefined : null;
    // A schema that holds itself ends where it would begin again.
    if (open.has(resolved) || nodes-- <= 0) return undefined;
    open.add(resolved);
    try {
      for (const value of candidatesOf(flatten(resolved, document, flattened), sample))
        if (value !== undefined && accepts(value, resolved)) return value;
      return undefined;
    } finally {
      open.delete(resolved);
    }
  };
  return sample(root);
}

type Sample = (schema: Json | undefined) => Json | undefined;

/** The values to try for a schema, the plainest first. */
function* candidatesOf(schema: JsonObject, sample: Sample): Generator<Json | undefined> {
  const { const: only, default: usual, enum: values, anyOf, oneOf, ...own } = schema;
  const types = [schema["type"]].flat();
  if (schema["nullable"] === true || types.includes("null")) yield null;
  if (usual !== undefined) yield usual;
  if (only !== undefined) yield only;
  yield* listOf(values);
  const union = anyOf ?? oneOf;
  if (Array.isArray(union)) {
    for (const branch of union) yield "properties" in own ? sample({ allOf: [own, branch] }) : sample(branch);
    return;
  }
  if (isObject(schema["properties"])) yield sampleObject(schema, sample);
  if (schema["example"] !== undefined) yield schema["example"];
  yield* listOf(schema["examples"]);
  yield plainValue(schema, types, sample);
  if (typeof schema["pattern"] === "string") yield sampleText(schema["pattern"]);
}

/** The schema with what its `allOf` asks for beside its own. Each schema is flattened once, as it may be part of many. */
function flatten(schema: JsonObject, document: SpecDocument, known: Map<JsonObject, JsonObject>): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) return schema;
  const before = known.get(schema);
  if (before) return before;
  // While it is being flattened, a schema that is part of itself adds nothing.
  known.set(schema, own);
  const parts = [...new Set(allOf.map((part) => resolveReference(document, part)))].filter(isObject);
  const flat = parts.map((part) => flatten(part, document, known)).reduceRight(merge, own);
  known.set(schema, flat);
  return flat;
}

function merge(schema: JsonObject, part: JsonObject): JsonObject {
  const names = [schema, part].flatMap(({ required }) => listOf(required));
  return {
    ...part,
    ...schema,
    ...(names.length > 0 && { required: [...new Set(names)] }),
    ...(isObject(part["properties"]) && {
      properties: mergeProperties(part["properties"], schema["properties"]),
    }),
  };
}

function mergeProperties(properties: JsonObject, others: Json | undefined): JsonObject {
  const merged = { ...properties };
  for (const [name, other] of Object.entries(objectOf(others))) {
    const property = properties[name];
    merged[name] = property === undefined || property === other ? other : { allOf: [property, other] };
  }
  return merged;
}

/** Every property that has a sample, and every name that is required. */
function sampleObject(schema: JsonObject, sample: Sample): JsonObject | undefined {
  const { properties, required, additionalProperties: rest } = schema;
  const entries = Object.entries(objectOf(properties));
  const values = new Map(entries.map(([name, property]) => [name, sample(property)]));
  for (const name of listOf(required)) {
    if (typeof name !== "string") continue;
    if (!values.has(name)) values.set(name, sample(rest ?? {}));
    if (values.get(name) === undefined) return undefined;
  }
  // From entries, so that `__proto__` is a property like any other.
  return Object.fromEntries([...values].filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** The least value of a type within its limits. */
function plainValue(schema: JsonObject, types: (Json | undefined)[], sample: Sample): Json | undefined {
  switch (types.find((type) => typeof type === "string")) {
    case "string":
      return sampleOfLength(toNumber(schema["minLength"], 0));
    case "number":
    case "integer":
      return plainNumber(schema);
    case "boolean":
      return true;
    case "array":
      return plainList(schema, sample);
    case "object":
      return sampleObject(schema, sample);
    default:
      return null;
  }
}

function plainList({ minItems, prefixItems, items }: JsonObject, sample: Sample): Json | undefined {
  const first = listOf(prefixItems);
  const values = Array.from({ length: Math.min(toNumber(minItems, 0), MAX_NODES) }, (_, index) =>
    sample(first[index] ?? items ?? {}),
  );
  return values.every((value) => value !== undefined) ? values : undefined;
}

function plainNumber({
  minimum,
  exclusiveMinimum,
  maximum,
  exclusiveMaximum,
  multipleOf,
}: JsonObject): number {
  const least = Math.max(toNumber(minimum, -Infinity), toNumber(exclusiveMinimum, -Infinity));
  const most = Math.min(toNumber(maximum, Infinity), toNumber(exclusiveMaximum, Infinity));
  const step = toNumber(multipleOf, 1);
  const isInside = (value: number) =>
    value >= least &&
    value <= most &&
    !(value === least && (exclusiveMinimum === true || exclusiveMinimum === least)) &&
    !(value === most && (exclusiveMaximum === true || exclusiveMaximum === most));
  const multiple = Math.ceil((least === -Infinity ? Math.min(0, most) : least) / step) * step;
  const tries = [0, multiple, multiple + step, multiple - step, (least + most) / 2];
  return tries.find(isInside) ?? 0;
}

function toNumber(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** The shortest of some texts that match; always the same for the same pattern. */
export function sampleText(pattern: string): string | undefined {
  try {
    const texts = fc.sample(fc.stringMatching(new RegExp(pattern, flagsOf(pattern))), {
      seed: 1,
      numRuns: 50,
    });
    return texts.reduce((best, text) => (text.length < best.length ? text : best));
  } catch {
    // fast-check doesn't know every construct, such as a look-ahead.
    return undefined;
  }
}

/** A longer one would not fit into a package. */
const MAX_SAMPLE_LENGTH = 10_000;

function sampleOfLength(length: number): string | undefined {
  return length > MAX_SAMPLE_LENGTH ? undefined : "x".repeat(length);
}
