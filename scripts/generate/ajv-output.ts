/**
 * Rewrites the code that ajv writes: shorter errors, no imports. All that depends on how ajv spells its code is here,
 * and throws if the spelling has changed.
 */
import { examinePattern } from "../spec/pattern-cost.ts";
import { flagsOf } from "../spec/regex.ts";

/** A module without imports, whose validators report `{ path, message }`. */
export function toStandAloneModule(ajvSource: string): string {
  return standAlone(compactErrors(guardEvaluated(addUpErrors(ajvSource))));
}

const EVALUATED = /^(props\d+)\[(\w+)\] = true;$/gm;

/**
 * ajv begins the list of evaluated properties in the first valid branch, and throws if a pattern adds to it although no
 * branch is valid.
 */
function guardEvaluated(source: string): string {
  return source.replace(EVALUATED, "if ($1 !== true) ($1 ??= {})[$2] = true;");
}

const CALL_ERRORS =
  /(vErrors = vErrors === null \? (\S+) : vErrors\.concat\(\2\);)\nerrors = vErrors\.length;/g;

/**
 * A branch that creates no errors still counts its failures. After a failed call, ajv takes the count from the list:
 * the failures of the branch would be lost, and the value would pass as valid.
 */
function addUpErrors(source: string): string {
  const added = source.replace(CALL_ERRORS, "$1\nerrors += $2.length;");
  if (/^errors = vErrors\.length;$/m.test(added)) throw new Error("ajv counts its errors differently now");
  return added;
}

const PUSH = String.raw`if\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;`;
const ERROR_BLOCK = new RegExp(String.raw`const (err\d+) = \{(.*)\};\n${PUSH}`, "g");
/** Code up to what follows. A string of the spec counts as one piece, whatever text it has. */
const CODE = String.raw`(?:"(?:[^"\\]|\\.)*"|[^"])*?`;
const ERROR_FIELDS = new RegExp(
  String.raw`^instancePath(?::(${CODE}))?,schemaPath:${CODE},keyword:"[\w ]+",params:\{(?:at:(${CODE})|${CODE})\},message:(".*?")(?:,propertyName:(\w+|".*"))?$`,
);

/** ajv joins the types of "must be number,null" itself, out of reach of a keyword's own message. */
const TYPE_COMMA = /(?<=^"must be [a-z,]+),(?=[a-z,]+"$)/g;

/** ajv's message for the schema `false`, which belongs to no keyword. */
const FALSE_SCHEMA = /^"boolean schema is false"$/;

/** The client shows only path and message; the rest of ajv's errors would be half of the code's size. */
function compactErrors(source: string): string {
  const compact = source.replace(ERROR_BLOCK, (_block, _name, fields: string) => {
    if (fields === "") return "errors++;";
    const [, path = "instancePath", at, message, name] = ERROR_FIELDS.exec(fields) ?? [];
    const property = at ?? name;
    if (message === undefined) throw new Error(`ajv writes its errors differently now: ${fields}`);
    const place = property === undefined ? path : `${path}+"/"+${pointerStep(property)}`;
    return `(vErrors ??= []).push({path:${place},message:${message.replaceAll(TYPE_COMMA, " or ").replace(FALSE_SCHEMA, '"is not allowed"')}});\nerrors++;`;
  });
  // No string of the spec is at the start of a line.
  if (/^const err\d+ = /m.test(compact)) throw new Error("ajv reports its errors differently now");
  return compact;
}

/** A property as a step of a JSON pointer. If the property has a schema, ajv writes the step itself. */
function pointerStep(property: string): string {
  return property.startsWith('"') ? escapeStep(property) : `escapeStep(${property})`;
}

function escapeStep(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The helpers that ajv would import: a string's length in code points, and whether two values are the same. */
const IMPORTED_LENGTH = /= require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g;
const IMPORTED_EQUAL = /= require\("ajv\/dist\/runtime\/equal"\)\.default;/g;
/** Only at the start of a line: no string of the spec is there. */
const PATTERN = /^const (pattern\d+) = new RegExp\(("(?:[^"\\]|\\.)*"), "u"\);$/gm;
/** Functions that are written only if they are called. */
const HELPERS = {
  escapeStep: `const escapeStep = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");\n`,
  // A declaration, which is there before the patterns that stand above it.
  upTo: `function upTo(longest, regExp) {
    return { test: (text) => text.length > longest || regExp.test(text) };
  }\n`,
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

/** The pattern without the flag `u` if that refuses it, and with the longest text on which it is tried if there is one. */
function writePattern(name: string, literal: string): string {
  const pattern = JSON.parse(literal) as string;
  const flags = flagsOf(pattern) === "" ? "" : ', "u"';
  const regExp = `new RegExp(${literal}${flags})`;
  const longest = examinePattern(pattern).longest;
  return `const ${name} = ${longest === Infinity ? regExp : `upTo(${longest}, ${regExp})`};`;
}

function standAlone(source: string): string {
  const code = source
    // A module is strict by itself.
    .replace(/^"use strict";/, "")
    .replace(PATTERN, (_line, name: string, pattern: string) => writePattern(name, pattern))
    .replace(IMPORTED_LENGTH, "= (text) => Array.from(text).length;")
    .replace(IMPORTED_EQUAL, "= (one, other) => equal(one, other);")
    .replace(/^const (schema\d+) = .*\n/gm, (line, name: string) =>
      source.split(name).length > 2 ? line : "",
    );
  // No string of the spec is at the start of a line.
  if (/^const \w+ = require\(/m.test(code))
    throw new Error("ajv imports more than it did: write it out here");
  const helpers = Object.entries(HELPERS).filter(([name]) => code.includes(`${name}(`));
  return [code, ...helpers.map(([, helper]) => helper)].join("");
}
