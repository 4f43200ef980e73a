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
import { reportWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";
import { reachableFrom } from "../spec/subschemas.ts";
import { flatten } from "./flatten.ts";
import { plainNumber, sampleOfLength, sampleTexts, toNumber } from "./plain-values.ts";
import { compileCheck } from "./validator.ts";

/** One module a facade operation: the success that the test double starts from. @throws {@link Refusal} */
export function renderSamples(document: SpecDocument): { [fileName: string]: string } {
  return Object.fromEntries(
    facadeBodies(document).map(({ stem, response }) => [
      `sample-${stem}.ts`,
      `/** A success as it would be for a request that leaves out all that it may. */
export const SAMPLE_RESPONSE = ${JSON.stringify(validSample(response.schema, document, stem))};
/** Its status. */
export const SAMPLE_STATUS = ${/^\d+$/.test(response.status) ? response.status : ANY_SUCCESS};\n`,
    ]),
  );
}

/** If the spec names none, as by `2XX` or `default`. */
const ANY_SUCCESS = 200;

/** Checked here, so that the test double never breaks the spec. */
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

/** References may multiply schemas: no sample has more parts than this. */
const MAX_NODES = 10_000;

/** Of all compiled schemas together, those below them included. */
const MAX_COMPILED = 20_000;

/** Whether a value is valid for a schema. */
type Accepts = (value: Json, schema: JsonObject) => boolean;

/** Compiles each schema once, and accepts nothing after a limit is reached. */
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
    // A schema inside itself has no sample.
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
  if (typeof schema["pattern"] === "string") yield* sampleTexts(schema["pattern"]);
  if (isObject(schema["properties"]))
    yield sampleObject({ ...schema, properties: requiredPropertiesOf(schema) }, sample);
  if (schema["type"] === undefined) yield* ["", 0, true, [], {}];
}

function requiredPropertiesOf({ properties, required }: JsonObject): JsonObject {
  const names = listOf(required);
  return Object.fromEntries(Object.entries(objectOf(properties)).filter(([name]) => names.includes(name)));
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

function plainList(schema: JsonObject, sample: Sample): Json | undefined {
  const { minItems, prefixItems, items, contains, minContains } = schema;
  const wanted = contains === undefined ? 0 : Math.min(toNumber(minContains, 1), MAX_NODES);
  const first = [...listOf(prefixItems), ...Array.from({ length: wanted }, () => contains)];
  const least = wanted === 0 ? 0 : first.length;
  const length = Math.min(Math.max(toNumber(minItems, 0), least), MAX_NODES);
  const values = Array.from({ length }, (_, index) => sample(first[index] ?? items ?? {}));
  return values.every((value) => value !== undefined) ? values : undefined;
}
