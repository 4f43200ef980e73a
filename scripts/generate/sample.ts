import { facadeBodies } from "../spec/facade-bodies.ts";
import {
  isObject,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";

/** One module a facade operation: the success that the test double starts from. */
export function renderSamples(document: SpecDocument): { [fileName: string]: string } {
  return Object.fromEntries(
    facadeBodies(document).map(({ stem, response }) => [
      `sample-${stem}.ts`,
      `/** A success as it would be for a request that leaves out all that it may. */
export const SAMPLE_RESPONSE = ${JSON.stringify(sampleOf(response, document))};\n`,
    ]),
  );
}

/** A schema may hold itself, and branch each time: beyond these bounds, a sample ends in null. */
const MAX_LEVELS = 12;
const MAX_NODES = 10_000;
const BLANK: JsonObject = { string: "", number: 0, integer: 0, boolean: true, array: [], object: {} };

/** The plainest value of a schema: null if it may be, otherwise its default, its first choice, its example. */
export function sampleOf(
  schema: Json | undefined,
  document: SpecDocument,
  level = 0,
  budget = { nodes: MAX_NODES },
): Json {
  const resolved = resolveReference(document, schema);
  if (!isObject(resolved) || level > MAX_LEVELS || budget.nodes-- <= 0) return null;
  const types = [resolved["type"]].flat();
  if (resolved["nullable"] === true || types.includes("null")) return null;
  if (resolved["default"] !== undefined) return resolved["default"];
  if (Array.isArray(resolved["enum"])) return resolved["enum"][0] ?? null;
  const sample = (part: Json | undefined) => sampleOf(part, document, level + 1, budget);
  const union = resolved["anyOf"] ?? resolved["oneOf"];
  if (Array.isArray(union)) return sample(union[0]);
  const parts = Array.isArray(resolved["allOf"]) ? resolved["allOf"].map(sample).filter(isObject) : [];
  const properties = isObject(resolved["properties"]) ? Object.entries(resolved["properties"]) : [];
  const own = Object.fromEntries(properties.map(([name, property]) => [name, sample(property)]));
  if (parts.length + properties.length > 0) return Object.assign({}, ...parts, own) as JsonObject;
  const type = types.find((candidate) => typeof candidate === "string") ?? "";
  return resolved["example"] ?? BLANK[type] ?? null;
}
