import { Ajv } from "ajv";
import type AjvCore from "ajv/dist/core.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneModule from "ajv/dist/standalone/index.js";
import { toStandAloneModule } from "./ajv-output.ts";
import { replaceKeywords } from "./keywords.ts";
import { checkValidationSteps } from "./validation-steps.ts";
import { facadeBodies } from "../spec/facade-bodies.ts";
import { toJsonSchema, type Refer } from "../spec/json-schema.ts";
import { examinePattern } from "../spec/pattern-cost.ts";
import { reportWork } from "../spec/progress.ts";
import { Refusal } from "../spec/refusal.ts";
import { flagsOf } from "../spec/regex.ts";
import {
  INHERITED_NAMES,
  isObject,
  resolveReference,
  type Json,
  type JsonObject,
  type SpecDocument,
} from "../spec/openapi.ts";

/** One module a facade operation: `validateRequest` and `validateResponse`, plain functions without imports. */
export function renderValidators(document: SpecDocument): { [fileName: string]: string } {
  return Object.fromEntries(
    facadeBodies(document).flatMap(({ operationId, stem, request, response }) => {
      reportWork(`compiling the validators of ${operationId}`);
      const bodies = { validateRequest: request.schema, validateResponse: response.schema };
      checkValidationSteps(document, {
        [`${stem} request`]: request.schema,
        [`${stem} response`]: response.schema,
      });
      return [
        [`validate-${stem}.js`, compileBodies(bodies, document)],
        [`validate-${stem}.d.ts`, declareBodies(Object.keys(bodies))],
      ];
    }),
  );
}

/** Each validator of each facade operation as a module, to compare what they check. */
export function renderSingleValidators(document: SpecDocument): {
  [operationId: string]: { request: string; response: string };
} {
  return Object.fromEntries(
    facadeBodies(document).map(({ operationId, request, response }) => {
      reportWork(`comparing the validators of ${operationId} with the snapshot's`);
      return [
        operationId,
        {
          request: compileBodies({ validate: request.schema }, document),
          response: compileBodies({ validate: response.schema }, document),
        },
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

function compileBodies(bodies: Record<string, JsonObject>, document: SpecDocument): string {
  const names = Object.fromEntries(Object.keys(bodies).map((name) => [name, name]));
  const code = refuseInvalid(Object.keys(bodies), () => {
    const ajv = createAjv(bodies, document);
    replaceKeywords(ajv);
    return standaloneModule.default(ajv, names);
  });
  return toStandAloneModule(code);
}

/** Whether values satisfy a schema of the document, which is compiled once. */
export function compileCheck(schema: JsonObject, document: SpecDocument): (value: Json) => boolean {
  const validate = refuseInvalid(["a part of the response"], () => {
    const ajv = createAjv({ value: schema }, document);
    replaceKeywords(ajv);
    return ajv.getSchema("value");
  });
  return (value) => validate?.(value) === true;
}

/** If ajv can't compile a schema, the publication is at fault; ajv's message names the place in the body. */
function refuseInvalid<T>(names: string[], compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    throw new Refusal(`no validator can be made of ${names.join(" and ")}: ${error.message}`);
  }
}

/** All that decides what the validators check, as text. */
export function describeValidators(document: SpecDocument): string {
  const sources = facadeBodies(document).map(({ operationId, request, response }) => {
    const bodies = { request: request.schema, response: response.schema };
    return [operationId, collectSchemas(bodies, document)];
  });
  return JSON.stringify([usesDraft2020(document), sources]);
}

/** The bodies by their names, and what they refer to. */
function collectSchemas(bodies: Record<string, JsonObject>, document: SpecDocument) {
  const definitions: JsonObject = {};
  const refer = referInto(definitions, document);
  const roots = Object.entries(bodies).map(([name, schema]) => [name, toJsonSchema(schema, refer)] as const);
  return { roots, definitions };
}

function usesDraft2020(document: SpecDocument): boolean {
  return document.openapi.startsWith("3.1");
}

/** An ajv that knows each body by its name. */
function createAjv(bodies: Record<string, JsonObject>, document: SpecDocument): AjvCore.default {
  const { roots, definitions } = collectSchemas(bodies, document);
  const compiled = JSON.stringify([roots, definitions]);
  const { Dialect, metaSchema } = usesDraft2020(document) ? DRAFT_2020 : DRAFT_7;
  const ajv = new Dialect({
    meta: false,
    validateSchema: false,
    allErrors: true,
    // The check of each property adds to every bundle, and few specs need it.
    ownProperties: INHERITED_NAMES.some((name) => compiled.includes(`"${name}"`)),
    strict: false,
    // A long list is compared value by value as a short one is, not in a loop with a helper of ajv's.
    loopEnum: Infinity,
    code: { source: true, esm: true, lines: true, optimize: 3, regExp: toRegExp },
  });
  for (const [name, root] of roots) {
    const schema = isObject(root) ? { ...root, definitions } : {};
    void metaSchema().validateSchema(schema, true);
    ajv.addSchema(schema, name);
  }
  return ajv;
}

/** The schema of schemas is compiled once for all validators: to compile it takes longer than most schemas do. */
const DRAFT_7 = toDialect(Ajv);
const DRAFT_2020 = toDialect(Ajv2020);

function toDialect(Dialect: typeof Ajv | typeof Ajv2020) {
  let instance: AjvCore.default | undefined;
  return { Dialect, metaSchema: () => (instance ??= new Dialect({ allErrors: true, strict: false })) };
}

/** Copies the target of each reference into the definitions. */
function referInto(definitions: JsonObject, document: SpecDocument): Refer {
  const addresses = new Map<string, string>();
  const refer: Refer = (reference) => {
    const known = addresses.get(reference);
    if (known !== undefined) return known;
    const name = String(addresses.size);
    const address = `#/definitions/${name}`;
    // Set before its own references are followed, as a schema may contain itself.
    addresses.set(reference, address);
    definitions[name] = toJsonSchema(resolveReference(document, { $ref: reference }) ?? {}, refer);
    return address;
  };
  return refer;
}

/** ajv writes `new RegExp` because of `code`; ajv-output.ts then corrects that. */
const toRegExp = Object.assign(
  (pattern: string) => {
    const regExp = new RegExp(pattern, flagsOf(pattern));
    const longest = examinePattern(pattern).longest;
    const test = (text: string) => text.length > longest || regExp.test(text);
    // ajv tells patterns apart by their text.
    return { test, toString: () => String(regExp) };
  },
  { code: "new RegExp" },
);
