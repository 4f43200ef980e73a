import { Ajv, _, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import standaloneModule from "ajv/dist/standalone/index.js";
import { facadeBodies } from "../spec/facade-bodies.ts";
import { toJsonSchema, type Refer } from "../spec/json-schema.ts";
import { flagsOf } from "../spec/regex.ts";
import {
  isObject,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";

/** One module a facade operation: `validateRequest` and `validateResponse`, plain functions without imports. */
export function renderValidators(document: SpecDocument): { [fileName: string]: string } {
  return Object.fromEntries(
    facadeBodies(document).flatMap(({ stem, request, response }) => {
      const bodies = { validateRequest: request, validateResponse: response };
      return [
        [`validate-${stem}.js`, compileBodies(bodies, document)],
        [`validate-${stem}.d.ts`, declareBodies(Object.keys(bodies))],
      ];
    }),
  );
}

function declareBodies(names: string[]): string {
  const declarations = names.map((name) => `export declare const ${name}: Validator;`);
  return `/** True where the value is right; else \`errors\` says what is wrong, \`path\` as \`/a/b\`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: { path: string; message: string }[] | null;
}
${declarations.join("\n")}\n`;
}

/** Names such as `constructor`, which every object seems to have. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

function compileBodies(bodies: Record<string, JsonObject>, document: SpecDocument): string {
  const ajv = new Ajv({
    allErrors: true,
    // Asked for each property, it weighs in every bundle, and few specs need it.
    ownProperties: INHERITED.some((name) => JSON.stringify([bodies, document]).includes(`"${name}"`)),
    strict: false,
    // A long list is compared value by value as a short one is, not in a loop with a helper of ajv's.
    loopEnum: Infinity,
    code: { source: true, esm: true, lines: true, optimize: 3, regExp: toRegExp },
  });
  for (const [keyword, change] of Object.entries(KEYWORD_CHANGES)) replaceKeyword(ajv, keyword, change);
  const definitions: JsonObject = {};
  const refer = referInto(definitions, document);
  const roots = Object.entries(bodies).map(([name, schema]) => [name, toJsonSchema(schema, refer)] as const);
  for (const [name, root] of roots) ajv.addSchema(isObject(root) ? { ...root, definitions } : {}, name);
  const names = Object.fromEntries(Object.keys(bodies).map((name) => [name, name]));
  return standAlone(compactErrors(standaloneModule.default(ajv, names)));
}

/** Takes whatever a reference names, wherever in the document it stands, into the definitions. */
function referInto(definitions: JsonObject, document: SpecDocument): Refer {
  const addresses = new Map<string, string>();
  const refer: Refer = (reference) => {
    const known = addresses.get(reference);
    if (known !== undefined) return known;
    const name = String(addresses.size);
    const address = `#/definitions/${name}`;
    // Before its own references are followed, as a schema may hold itself.
    addresses.set(reference, address);
    definitions[name] = toJsonSchema(resolveReference(document, { $ref: reference }) ?? {}, refer);
    return address;
  };
  return refer;
}

/** ajv writes `new RegExp` because of `code`; standAlone then corrects the flags there. */
const toRegExp = Object.assign((pattern: string) => new RegExp(pattern, flagsOf(pattern)), {
  code: "new RegExp",
});

type KeywordChange = Pick<CodeKeywordDefinition, "error"> & Partial<Pick<CodeKeywordDefinition, "code">>;

/**
 * The casts of `schema` hold because the gate has checked that each keyword has a value of its kind.
 * `params.at` is a property below the value: the issue belongs there, not to the object around it. */
const KEYWORD_CHANGES: Record<string, KeywordChange> = {
  required: {
    error: { message: "is required", params: ({ params }) => _`{at:${params["missingProperty"]}}` },
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

function replaceKeyword(ajv: Ajv, keyword: string, change: KeywordChange): void {
  const definition = ajv.getKeyword(keyword);
  if (typeof definition !== "object") throw new Error(`ajv no longer knows the keyword ${keyword}`);
  ajv.removeKeyword(keyword);
  // `definition` is ajv's internal form, which holds all that the public one does and no more that matters here.
  ajv.addKeyword({ ...definition, ...change });
}

/** ajv's own union code, but silent about each branch: one line a union, written in unionMessage. */
function unionCode(context: KeywordCxt): void {
  const { gen, keyword } = context;
  const branches = context.schema as JsonObject[];
  const valid = gen.let("valid", false);
  const branchValid = gen.name("_valid");
  gen.block(() => {
    for (const index of branches.keys()) {
      context.subschema(
        { keyword, schemaProp: index, compositeRule: true, createErrors: false, allErrors: false },
        branchValid,
      );
      gen.assign(valid, _`${valid} || ${branchValid}`);
      gen.if(_`!${valid}`);
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

const PUSH = String.raw`if\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;`;
const ERROR_BLOCK = new RegExp(String.raw`const (err\d+) = \{(.*)\};\n${PUSH}`, "g");
/** Code up to what follows, seeing a string of the spec's as one piece, whatever it spells. */
const CODE = String.raw`(?:"(?:[^"\\]|\\.)*"|[^"])*?`;
const ERROR_FIELDS = new RegExp(
  String.raw`^instancePath(?::(${CODE}))?,schemaPath:${CODE},keyword:"[\w ]+",params:\{(?:at:(${CODE})|${CODE})\},message:(".*")(?:,propertyName:\w+)?$`,
);

/** ajv joins the types of "must be number,null" itself, out of reach of a keyword's own message. */
const TYPE_COMMA = /(?<=^"must be [a-z,]+),(?=[a-z,]+"$)/g;

/** ajv's own words for the schema `false`, which are no keyword's. */
const FALSE_SCHEMA = /^"boolean schema is false"$/;

/** Path and message are all that the client shows; the rest of ajv's error would be half of what it weighs. */
function compactErrors(source: string): string {
  return source.replace(ERROR_BLOCK, (_block, _name, fields: string) => {
    if (fields === "") return "errors++;";
    const [, path = "instancePath", property, message] = ERROR_FIELDS.exec(fields) ?? [];
    if (message === undefined) throw new Error(`ajv writes its errors differently now: ${fields}`);
    const place = property === undefined ? path : `${path}+"/"+${pointerStep(property)}`;
    return `(vErrors ??= []).push({path:${place},message:${message.replaceAll(TYPE_COMMA, " or ").replace(FALSE_SCHEMA, '"is not allowed"')}});\nerrors++;`;
  });
}

/** A property as a step of a JSON pointer, which ajv writes itself where the property has a schema. */
function pointerStep(property: string): string {
  return property.startsWith('"') ? escapeStep(property) : `escapeStep(${property})`;
}

function escapeStep(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The helpers that ajv would import: a string's length in code points, and whether two values are the same. */
const IMPORTED_LENGTH = /= require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g;
const IMPORTED_EQUAL = /= require\("ajv\/dist\/runtime\/equal"\)\.default;/g;
/** At a line's start, where no string of the spec's can be. */
const PATTERN = /^const pattern\d+ = new RegExp\(("(?:[^"\\]|\\.)*"), "u"\);$/gm;
/** What is only written where it is called. */
const HELPERS = {
  escapeStep: `const escapeStep = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");\n`,
  equal: `const equal = (one, other) => {
    if (one === other || typeof one !== "object" || typeof other !== "object" || !one || !other) return one === other;
    const keys = Object.keys(one);
    return (
      Array.isArray(one) === Array.isArray(other) &&
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && equal(one[key], other[key]))
    );
  };\n`,
};

function standAlone(source: string): string {
  const code = source
    // A module is strict by itself.
    .replace(/^"use strict";/, "")
    .replace(PATTERN, (line, pattern: string) =>
      flagsOf(JSON.parse(pattern) as string) === "" ? line.replace(/, "u"\);$/, ");") : line,
    )
    .replace(IMPORTED_LENGTH, "= (text) => Array.from(text).length;")
    .replace(IMPORTED_EQUAL, "= (one, other) => equal(one, other);")
    .replace(/^const (schema\d+) = .*\n/gm, (line, name: string) =>
      source.split(name).length > 2 ? line : "",
    );
  // At a line's start, where no string of the spec's can be.
  if (/^const \w+ = require\(/m.test(code))
    throw new Error("ajv imports more than it did: write it out here");
  const helpers = Object.entries(HELPERS).filter(([name]) => code.includes(`${name}(`));
  return [code, ...helpers.map(([, helper]) => helper)].join("");
}
