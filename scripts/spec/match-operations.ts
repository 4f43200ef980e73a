import type { Operation } from "./openapi.ts";

export interface Match {
  before?: Operation;
  after?: Operation;
}

/** An operation is the same at the same place, or under the same id elsewhere. Each has one match at most. */
export function matchOperations(before: readonly Operation[], after: readonly Operation[]): Match[] {
  const placeOf = ({ method, path }: Operation) => `${method} ${path}`;
  const lost = new Map(before.map((operation) => [placeOf(operation), operation]));
  const take = (place: string | undefined) => {
    const operation = place === undefined ? undefined : lost.get(place);
    if (operation && place !== undefined) lost.delete(place);
    return operation;
  };
  const inPlace = after.map((operation): Match => {
    const old = take(placeOf(operation));
    return old ? { before: old, after: operation } : { after: operation };
  });
  const found = inPlace.map((match): Match => {
    if (match.before || !match.after) return match;
    const moved = [...lost.values()].find((operation) => operation.id === match.after?.id);
    const old = moved && take(placeOf(moved));
    return old ? { ...match, before: old } : match;
  });
  return [...found, ...[...lost.values()].map((operation) => ({ before: operation }))];
}
