import { isDeepStrictEqual } from "node:util";
import { meaningOf } from "../spec/hash.ts";
import { type Json, isObject } from "../spec/openapi.ts";

/** Order carries no meaning that a caller could meet: not of keys, nor of enums, tags or alternatives. */
function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

export function sameMeaning(one: Json | undefined, other: Json | undefined): boolean {
  return (one === undefined) === (other === undefined) && canonical(one) === canonical(other);
}

/** Whether two values of a keyword say the same but for what only people read. */
export function sameButProse(keyword: string, one: Json, other: Json): boolean {
  return isDeepStrictEqual(meaningOf(keyword, one), meaningOf(keyword, other));
}
