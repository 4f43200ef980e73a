import { parsePointer } from "./pointer.ts";

/** A JSON value. A spec that passed the gate has no others. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The part of an OpenAPI 3.0 or 3.1 document whose type the gate has checked. Everything below is plain JSON. */
export interface SpecDocument {
  openapi: string;
  info: JsonObject & { version: string };
  paths: { [path: string]: JsonObject };
  [key: string]: Json;
}

export interface Operation {
  path: string;
  method: string;
  /** The spec's operationId, or one made from method and path if it has none. */
  id: string;
  value: JsonObject;
}

export const METHODS: readonly string[] = [
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
];

export function isMethod(key: string): boolean {
  return METHODS.includes(key);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `get /x402/balance/{walletAddress}` becomes `getX402BalanceWalletAddress`. */
function synthesizeOperationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** As it is, so that no two are alike: `/x/{id}` and `/x/id` have the same words. */
function spellOperationId(method: string, path: string): string {
  const spelt = path.replaceAll(/[^A-Za-z0-9]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}`);
  return method + spelt;
}

export function operationsOf(document: SpecDocument): Operation[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const value = item[method];
      if (!isObject(value)) return [];
      const id =
        typeof value["operationId"] === "string" ? value["operationId"] : synthesizeOperationId(method, path);
      return [{ path, method, id, value }];
    }),
  );
  const uses = new Map<string, number>();
  for (const { id } of operations) uses.set(id, (uses.get(id) ?? 0) + 1);
  return operations.map((operation) => {
    const { value, method, path, id } = operation;
    const isShared = value["operationId"] === undefined && uses.get(id) !== 1;
    return isShared ? { ...operation, id: spellOperationId(method, path) } : operation;
  });
}

/** For people: `createApiKey (POST /api_keys)`. */
export function nameOf({ method, path, id }: Operation): string {
  return `${id} (${method.toUpperCase()} ${path})`;
}

/** The value at `keys` below `from`, with local references resolved; `undefined` if there is none. */
export function valueAt(document: SpecDocument, from: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (node, key) => resolveReference(document, child(node, key)),
    resolveReference(document, from),
  );
}

/** Resolves a local `$ref`. The gate has checked that it has a target. */
export function resolveReference(document: SpecDocument, value: Json | undefined): Json | undefined {
  const reference = isObject(value) ? value["$ref"] : undefined;
  if (typeof reference !== "string") return value;
  return resolveReference(document, valueAtPointer(document, reference));
}

/** The value at a local pointer. */
export function valueAtPointer(document: SpecDocument, address: string): Json | undefined {
  return (parsePointer(address) ?? []).reduce<Json | undefined>(child, document);
}

function child(node: Json | undefined, key: string): Json | undefined {
  return Array.isArray(node) ? node[Number(key)] : isObject(node) ? node[key] : undefined;
}

/** The value as a list, or an empty list. */
export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Names such as `constructor`, which every object inherits. */
export const INHERITED_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

/** The value of a property that isn't inherited, as `toString` is. */
export function ownValue(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The value as an object, or an empty object. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
