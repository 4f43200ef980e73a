import type { Operation } from "./openapi.ts";

export interface Match {
  before?: Operation;
  after?: Operation;
}

/** Matches operations by their route, then by their id. Each has one match at most. */
export function matchOperations(before: readonly Operation[], after: readonly Operation[]): Match[] {
  const routeOf = ({ method, path }: Operation) => `${method} ${path}`;
  const lost = new Map(before.map((operation) => [routeOf(operation), operation]));
  const matchWith = (operation: Operation, base: Operation | undefined): Match => {
    if (!base) return { after: operation };
    lost.delete(routeOf(base));
    return { before: base, after: operation };
  };
  // All routes first: an operation that moved must not match one that stayed.
  const byRoute = after.map((operation) => matchWith(operation, lost.get(routeOf(operation))));
  const matches = byRoute.map((match) => {
    if (match.before || !match.after) return match;
    const { id } = match.after;
    return matchWith(
      match.after,
      [...lost.values()].find((operation) => operation.id === id),
    );
  });
  return [...matches, ...[...lost.values()].map((operation) => ({ before: operation }))];
}
