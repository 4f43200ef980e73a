import { isAlias, isMap, isScalar, isSeq, Lexer, parseDocument, Parser } from "yaml";
import type { Document, YAMLError, YAMLMap } from "yaml";
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

/** `<<` would be a merge for other YAML readers; to assign a key `__proto__` changes an object instead of adding a key. */
const FORBIDDEN_KEYS = new Set(["__proto__", "<<"]);

/** Parses YAML as plain JSON values, with aliases expanded. JSON is parsed as YAML, too, to find duplicate keys. */
export function parseSpecText(text: string): Json {
  capTokens(text);
  const document = compose(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw toYamlRefusal(problem);
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
    throw new Refusal(`the source asks for YAML ${document.directives.yaml.version}; only YAML 1.2 is read`);
  }
  return toJson(document);
}

/** Lexing takes linear time and no memory; composing a huge input could use up the memory. */
function capTokens(text: string): void {
  let tokens = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    if (!MARKS.has(lexeme)) offset += lexeme.length;
    if (tokens > MAX_TOKENS)
      throw new Refusal(
        `line ${lineAt(text, offset)}: with it, the source has over ${MAX_TOKENS} YAML tokens`,
      );
  }
}

/** Lexemes that yaml's lexer adds to the text: the beginning of a document, the end of a broken list, a scalar. */
const MARKS = new Set(["\u0002", "\u0018", "\u001f"]);

function compose(text: string): Document {
  try {
    return parseDocument(text, {
      version: "1.2",
      schema: "core",
      stringKeys: true,
      merge: false,
      resolveKnownTags: false,
      // yaml compares every key of a map with every other; toJson looks them up instead.
      uniqueKeys: false,
    });
  } catch (error) {
    // The composer recurses: a hundred thousand brackets end in a RangeError.
    if (error instanceof RangeError) throw toTooDeepRefusal(`line ${findDeepLine(text)}`);
    throw error;
  }
}

/** The first line that is nested too deeply: the parser of the syntax has a stack of its own and doesn't recurse. */
function findDeepLine(text: string): number {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) break;
  }
  return lineAt(text, parser.offset);
}

function toJson(document: Document): Json {
  const anchors = new Map<string, unknown>();
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
    if (!expanding && (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
      anchors.set(node.anchor, node);
    }
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
    const key = isScalar(pair.key) ? pair.key.value : pair.key;
    if (typeof key !== "string") throw new Refusal(`${at}: key ${quoteUntrusted(key)} is not a string`);
    if (FORBIDDEN_KEYS.has(key)) throw new Refusal(`${at}: the key ${quoteUntrusted(key)} is not allowed`);
    if (Object.hasOwn(result, key)) throw new Refusal(`${at}: duplicate key ${quoteUntrusted(key)}`);
    result[key] = convert(pair.value, pointer(at, key));
  }
  return result;
}

function scalarToJson(value: unknown, at: string): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Refusal(`${at}: ${quoteUntrusted(value)} is not a JSON value`);
}

function toTooDeepRefusal(place: string): Refusal {
  return new Refusal(`${place} is nested deeper than ${MAX_DEPTH} levels, or an alias there holds itself`);
}

function toYamlRefusal({ message, linePos }: YAMLError): Refusal {
  const [{ line, col } = { line: 1, col: 1 }] = linePos ?? [];
  // yaml also reports a stack overflow as a problem of the text.
  if (message.startsWith(STACK_OVERFLOW)) return toTooDeepRefusal(`line ${line}`);
  const problem = quoteUntrusted(message.split(/ at line |\n/, 1)[0]).slice(1, -1);
  return new Refusal(`line ${line}, column ${col}: the source is not usable YAML or JSON: ${problem}`);
}

const STACK_OVERFLOW = "Maximum call stack size exceeded";
