/** Texts that are the same for what means the same. */
import { type Json, isObject } from "../spec/openapi.ts";

/** A short name of a text that spells the part out, the same for the same text in both revisions. */
export type Form = string;

/** The names that were given, of both revisions together. */
export class FormNames {
  readonly #names = new Map<string, Form>();

  /** No JSON begins with `&`. */
  of(text: string): Form {
    const name = this.#names.get(text) ?? `&${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  /** Another text for what has a name. */
  add(text: string, name: Form): void {
    if (!this.#names.has(text)) this.#names.set(text, name);
  }
}

export function spellRecord(entries: [string, Form][]): string {
  const fields = entries.map(([key, form]) => `${JSON.stringify(key)}:${form}`);
  return `{${fields.sort().join()}}`;
}

export function spellSet(items: readonly string[]): string {
  return `[${[...new Set(items)].sort().join()}]`;
}

export function spellValue(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spellValue).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return spellRecord(Object.entries(value).map(([key, child]) => [key, spellValue(child)]));
}

/** Order has no meaning that a caller could meet: not of keys, nor of values, tags or branches. */
export function isEqualIgnoringOrder(before: Json | undefined, after: Json | undefined): boolean {
  return (before === undefined) === (after === undefined) && sortAll(before) === sortAll(after);
}

function sortAll(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(sortAll).sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sortAll(value[key])}`).join()}}`;
}
