/** Distinguishes parts that were removed on purpose from parts that a truncation removed. */
import { isObject, listOf, type Json, type SpecDocument } from "../spec/openapi.ts";
import { isWithin, pointer } from "../spec/pointer.ts";
import { walk, type Visit } from "../spec/walk.ts";

interface Use {
  /** The place of the reference. */
  from: string;
  /** The address that it refers to. */
  to: string;
}

/**
 * Whether the publication also lost every use of the parts that are missing at its end. A truncation removes a part and
 * keeps the references to it, which come first. A part that nothing used could be either, and counts as truncated.
 */
export function isRemovedWithUses(before: SpecDocument, after: SpecDocument, lost: string[]): boolean {
  if (usesIn(after).some(({ to }) => lost.some((part) => isWithin(to, part)))) return false;
  const uses = usesIn(before);
  const unproven = new Set(lost);
  const isUsedFromElsewhere = (part: string) =>
    uses.some(
      ({ from, to }) => isWithin(to, part) && !Array.from(unproven).some((other) => isWithin(from, other)),
    );
  // A part may have been used only by another lost part.
  let proven: string[];
  do {
    proven = [...unproven].filter(isUsedFromElsewhere);
    for (const part of proven) unproven.delete(part);
  } while (proven.length > 0);
  return unproven.size === 0;
}

function usesIn(document: SpecDocument): Use[] {
  return Array.from(walk(document, "document", "#")).flatMap((visit) =>
    addressesIn(visit).map((to) => ({ from: visit.at, to })),
  );
}

/** The addresses that an object itself refers to, without the objects below it. */
function addressesIn({ kind, value }: Visit): string[] {
  if (typeof value["$ref"] === "string") return [value["$ref"]];
  if (kind === "discriminator" && isObject(value["mapping"]))
    return Object.values(value["mapping"]).filter((to) => typeof to === "string");
  if (kind === "document" || kind === "operation") return schemesIn(value["security"]);
  return [];
}

function schemesIn(security: Json | undefined): string[] {
  const requirements = listOf(security).filter(isObject);
  return requirements.flatMap(Object.keys).map((name) => pointer("#/components/securitySchemes", name));
}
