/** Tells parts that were removed on purpose from parts that a cut took. */
import { isObject, listOf, type Json, type SpecDocument } from "../spec/openapi.ts";
import { isWithin, pointer } from "../spec/pointer.ts";
import { walk, type Visit } from "../spec/walk.ts";

interface Use {
  /** Where the reference stands. */
  from: string;
  /** The address that it names. */
  to: string;
}

/**
 * Whether the publication has given up every use of the parts that it lost from its end. A cut takes a part and leaves
 * the references to it, which stand before it. Of a part that nothing used, nobody can tell.
 */
export function isRemovedWithUses(before: SpecDocument, after: SpecDocument, lost: string[]): boolean {
  if (usesIn(after).some(({ to }) => lost.some((part) => isWithin(to, part)))) return false;
  const uses = usesIn(before);
  const unexplained = new Set(lost);
  const isUsedFromElsewhere = (part: string) =>
    uses.some(
      ({ from, to }) => isWithin(to, part) && !Array.from(unexplained).some((other) => isWithin(from, other)),
    );
  // A part may have been used by another lost part alone.
  let explained: string[];
  do {
    explained = [...unexplained].filter(isUsedFromElsewhere);
    for (const part of explained) unexplained.delete(part);
  } while (explained.length > 0);
  return unexplained.size === 0;
}

function usesIn(document: SpecDocument): Use[] {
  return Array.from(walk(document, "document", "#")).flatMap((visit) =>
    addressesIn(visit).map((to) => ({ from: visit.at, to })),
  );
}

/** The addresses that an object names, below it not included. */
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
