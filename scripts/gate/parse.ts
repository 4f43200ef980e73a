import { Composer, isAlias, isMap, isNode, isScalar, isSeq, Lexer, Parser } from "yaml";
import type { CST, Document, Scalar, YAMLError, YAMLMap } from "yaml";
import type { Json, JsonObject } from "../spec/openapi.ts";
import { pointer } from "../spec/pointer.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";
import { lineAt } from "../spec/text.ts";

// The real spec has 82 000 tokens, 13 000 values and 26 levels.
const MAX_TOKENS = 1_000_000;
const MAX_VALUES = 100_000;
/** Of all strings after aliases are expanded; the real spec has 0.3 million. */
const MAX_CHARACTERS = 8_000_000;
const MAX_DEPTH = 100;
/** Of the parser of the syntax: beside the levels, it holds the document and a scalar. */
const MAX_STACK = MAX_DEPTH + 10;

/** `<<` would be a merge for other YAML readers; to assign a key `__proto__` changes an object instead of adding a key. */
const FORBIDDEN_KEYS = new Set(["__proto__", "<<"]);

/** Parses YAML as plain JSON values, with aliases expanded. JSON is parsed as YAML, too, to find duplicate keys. */
export function parseSpecText(text: string): Json {
  const documents = new Composer(OPTIONS).compose(tokenize(text), true, text.length);
  // Composed by force, there is at least one.
  const [document, another] = [...documents] as [Document.Parsed, Document.Parsed?];
  if (another) throw new Refusal("the source holds multiple documents of YAML, not one");
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw toYamlRefusal(text, problem);
  const { version } = document.directives.yaml;
  if (version !== "1.2") throw new Refusal(`the source asks for YAML ${version}; only YAML 1.2 is read`);
  return toJson(document);
}

const OPTIONS = {
  version: "1.2",
  schema: "core",
  stringKeys: true,
  merge: false,
  resolveKnownTags: false,
  // yaml compares every key of a map with every other; toJson looks them up instead.
  uniqueKeys: false,
} as const;

/** Refuses a huge or deep input before it is composed, which takes memory, and stack for each level. */
function* tokenize(text: string): Generator<CST.Token> {
  const parser = new Parser();
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    yield* parser.next(lexeme);
    if (tokens > MAX_TOKENS) {
      const line = lineAt(text, parser.offset);
      throw new Refusal(`line ${line}: with it, the source has over ${MAX_TOKENS} YAML tokens`);
    }
    if (parser.stack.length > MAX_STACK) throw toTooDeepRefusal(`line ${lineAt(text, parser.offset)}`);
  }
  yield* parser.end();
}

function toJson(document: Document.Parsed): Json {
  /** By name; that of those without one has no alias. */
  const anchors = new Map<string | undefined, unknown>();
  let values = 0;
  let characters = 0;

  const convert = (node: unknown, at: string, depth: number, expanding: boolean): Json => {
    if (++values > MAX_VALUES) {
      throw new Refusal(
        `${at}: with it, the source has over ${MAX_VALUES} values once its aliases are expanded`,
      );
    }
    if (isScalar(node) && typeof node.value === "string") characters += node.value.length;
    if (characters > MAX_CHARACTERS) {
      throw new Refusal(
        `${at}: with it, the source has over ${MAX_CHARACTERS} characters once its aliases are expanded`,
      );
    }
    if (depth > MAX_DEPTH) throw toTooDeepRefusal(at);
    if (isAlias(node)) {
      if (!anchors.has(node.source))
        throw new Refusal(`${at}: alias ${quoteUntrusted(node.source)} has no anchor`);
      return convert(anchors.get(node.source), at, depth + 1, true);
    }
    // An alias refers to the last anchor before it in the text, not to the last one that an expansion passed.
    if (!expanding && isNode(node)) anchors.set(node.anchor, node);
    if (isMap(node)) {
      return mapToJson(node, at, (value, below) => convert(value, below, depth + 1, expanding));
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => convert(item, `${at}/${index}`, depth + 1, expanding));
    }
    return scalarToJson(isScalar(node) ? node.value : node, at);
  };
  return convert(document.contents, "#", 0, false);
}

function mapToJson(map: YAMLMap, at: string, convert: (value: unknown, at: string) => Json): JsonObject {
  const result: JsonObject = {};
  for (const pair of map.items) {
    // With `stringKeys`, yaml has refused others.
    const { value: key } = pair.key as Scalar<string>;
    if (FORBIDDEN_KEYS.has(key)) throw new Refusal(`${at}: the key ${quoteUntrusted(key)} is not allowed`);
    if (Object.hasOwn(result, key)) throw new Refusal(`${at}: duplicate key ${quoteUntrusted(key)}`);
    result[key] = convert(pair.value, pointer(at, key));
  }
  return result;
}

function scalarToJson(value: unknown, at: string): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  // Only a number is finite.
  if (Number.isFinite(value)) return value as number;
  throw new Refusal(`${at}: ${quoteUntrusted(value)} is not a JSON value`);
}

function toTooDeepRefusal(place: string): Refusal {
  return new Refusal(`${place} is nested deeper than ${MAX_DEPTH} levels, or an alias there holds itself`);
}

function toYamlRefusal(text: string, { message, pos: [index] }: YAMLError): Refusal {
  const line = lineAt(text, index);
  const column = index - text.slice(0, index).lastIndexOf("\n");
  const problem = quoteUntrusted(message).slice(1, -1);
  return new Refusal(`line ${line}, column ${column}: the source is not usable YAML or JSON: ${problem}`);
}
