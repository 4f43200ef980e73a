import { type Json, isObject } from "./openapi.ts";

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
