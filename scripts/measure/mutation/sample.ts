import { relative } from "node:path";
import { sha256 } from "../../spec/hash.ts";
import type { Mutant } from "./summarize.ts";

/** A random choice of `size` mutants, which changes little if few of the mutants change. */
export function sampleOf(root: string, mutants: Mutant[], size: number, seed: string): Mutant[] {
  return mutants
    .map((mutant) => ({ mutant, rank: rankOf(root, mutant, seed) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ mutant }) => mutant);
}

function rankOf(
  root: string,
  { fileName, location, replacement, mutatorName }: Mutant,
  seed: string,
): string {
  return sha256(JSON.stringify([seed, relative(root, fileName), location, mutatorName, replacement]));
}
