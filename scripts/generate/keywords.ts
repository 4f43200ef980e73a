/** The keywords whose code or message in ajv doesn't suit, and how the validators check and report them. */
import { _, str, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import type AjvCore from "ajv/dist/core.js";
import type { Json, JsonObject } from "../spec/openapi.ts";

type KeywordChange = Pick<CodeKeywordDefinition, "error"> & Partial<Pick<CodeKeywordDefinition, "code">>;

/**
 * The casts of `schema` hold because the gate has checked that each keyword has a value of its kind.
 * `params.at` is a property below the value: the issue belongs there, not to the object around it. */
const KEYWORD_CHANGES: Record<string, KeywordChange> = {
  required: {
    error: { message: "is required", params: ({ params }) => _`{at:${params["missingProperty"]}}` },
  },
  dependentRequired: {
    error: {
      message: ({ params }) => str`is required if ${params["property"]} is present`,
      params: ({ params }) => _`{at:${params["missingProperty"]}}`,
    },
  },
  additionalProperties: {
    error: {
      message: "is not a property that the spec knows",
      params: ({ params }) => _`{at:${params["additionalProperty"]}}`,
    },
  },
  enum: { error: { message: ({ schema }) => _`${unionMessage([{ enum: schema as Json[] }])}` } },
  pattern: { error: { message: ({ schema }) => _`${unionMessage([{ pattern: schema as string }])}` } },
  multipleOf: {
    code: multipleCode,
    error: { message: ({ schema }) => _`${`must be a multiple of ${schema as number}`}` },
  },
  anyOf: { code: unionCode, error: { message: ({ schema }) => _`${unionMessage(schema as JsonObject[])}` } },
};

/** Replaces the code and messages of those keywords. */
export function replaceKeywords(ajv: AjvCore.default): void {
  for (const [keyword, change] of Object.entries(KEYWORD_CHANGES)) replaceKeyword(ajv, keyword, change);
}

function replaceKeyword(ajv: AjvCore.default, keyword: string, change: KeywordChange): void {
  const definition = ajv.getKeyword(keyword);
  // Draft 7, which compiles OpenAPI 3.0, doesn't have it.
  if (definition === false && keyword === "dependentRequired") return;
  if (typeof definition !== "object") throw new Error(`ajv no longer knows the keyword ${keyword}`);
  const before = keywordAfter(ajv, keyword);
  ajv.removeKeyword(keyword);
  // `definition` is ajv's internal form, which holds all that the public one does and no more that matters here.
  ajv.addKeyword({ ...definition, ...change, ...(before !== undefined && { before }) });
}

/** Keywords have an order: `unevaluated…` must come after all others. */
function keywordAfter(ajv: AjvCore.default, keyword: string): string | undefined {
  const orders = ajv.RULES.rules.map(({ rules }) => rules.map((rule) => rule.keyword));
  const order = orders.find((keywords) => keywords.includes(keyword)) ?? [];
  return order[order.indexOf(keyword) + 1];
}

/** ajv's code for a union without the errors of its branches: unionMessage is the one error of a union. */
function unionCode(context: KeywordCxt): void {
  const { gen, keyword } = context;
  const branches = context.schema as JsonObject[];
  const valid = gen.let("valid", false);
  const branchValid = gen.name("_valid");
  gen.block(() => {
    for (const index of branches.keys()) {
      const branch = context.subschema(
        { keyword, schemaProp: index, compositeRule: true, createErrors: false, allErrors: false },
        branchValid,
      );
      gen.assign(valid, _`${valid} || ${branchValid}`);
      // Each branch is needed if unevaluatedProperties asks what it evaluated.
      if (context.mergeValidEvaluated(branch, branchValid) !== true) gen.if(_`!${valid}`);
    }
  });
  context.result(
    valid,
    () => context.reset(),
    () => {
      context.reset();
      context.error(true);
    },
  );
}

/** A decimal fraction is inexact in binary: 19.99 / 0.01 is 1998.9999999999998, within 2 units in the last place. */
function multipleCode(context: KeywordCxt): void {
  const { gen, data } = context;
  const divisor = context.schema as number;
  if (Number.isInteger(divisor)) {
    context.fail(_`${data} % ${divisor} !== 0`);
    return;
  }
  const quotient = gen.const("quotient", _`${data} / ${divisor}`);
  context.fail(_`!(Math.abs(Math.round(${quotient}) - ${quotient}) <= Math.abs(${quotient}) * ${2 ** -51})`);
}

function unionMessage(branches: JsonObject[]): string {
  return `must ${[...new Set(branches.map(phrase))].join(" or ")}`;
}

/** What a schema asks for, to be read after "must". */
function phrase(schema: JsonObject): string {
  const { const: only, enum: values = only === undefined ? undefined : [only] } = schema;
  if (Array.isArray(values)) return `be ${values.map((value) => JSON.stringify(value)).join(" or ")}`;
  if (typeof schema["pattern"] === "string") return `match ${schema["pattern"]}`;
  const types = [schema["type"]].flat().filter((type) => typeof type === "string");
  if (types.length > 0) return `be ${types.join(" or ")}`;
  return "have one of the forms in the spec";
}
