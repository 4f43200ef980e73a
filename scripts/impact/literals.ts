import ts from "../spec/typescript.js";
import { type Effect, type Finding, listValues } from "./finding.ts";
import type { Parts } from "./type-reader.ts";

/** In `"a" | (string & {})` a literal only names a known value: readers and writers may use any other as well. */
export function compareLiterals(before: Parts, after: Parts): Finding[] {
  const [old, next] = [known(before), known(after)];
  const without = (these: Parts, those: Parts) =>
    these.filter((type) => !those.some((other) => literalValue(other) === literalValue(type)));
  return valuesChanged(without(next, old), without(old, next), ["extends", "extends"]);
}

/** Beside a plain `string`, from another member of a union, a literal names nothing. */
function known(parts: Parts): Parts {
  const isPlain = parts.some((type) => type.flags & (ts.TypeFlags.String | ts.TypeFlags.Number));
  return isPlain ? [] : parts.filter(isLiteral);
}

export function valuesChanged(gained: Parts, lost: Parts, [added, removed]: [Effect, Effect]): Finding[] {
  const told = (types: Parts, effect: Effect, verb: string): Finding[] =>
    types.length === 0
      ? []
      : [
          {
            path: "",
            effect,
            sentence: ({ name }) => `${listValues(types.map(literalValue))} of ${name} ${verb}`,
          },
        ];
  return [...told(gained, added, "added"), ...told(lost, removed, "removed")];
}

export function literalValue(type: ts.Type): unknown {
  if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
  // The checker has one type for each of the two boolean literals, and no public way to ask which it is.
  return (type as ts.Type & { intrinsicName?: string }).intrinsicName === "true";
}

export const isNull = (type: ts.Type) => (type.flags & ts.TypeFlags.Null) !== 0;
export const isUnknown = (type: ts.Type) => (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
export const isLiteral = (type: ts.Type) =>
  (type.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.BooleanLiteral)) !==
  0;
