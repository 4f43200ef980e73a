const STAMP = /^\d{8}\.\d{6}$/;

/**
 * Orders two versions of the spec: below 0 if `a` is older. Build stamps (`20260821.003341`) order as text;
 * the `1.0.0` of the early publications is older than all of them.
 */
export function compareSpecVersions(a: string, b: string): number {
  const [aIsStamp, bIsStamp] = [STAMP.test(a), STAMP.test(b)];
  if (aIsStamp !== bIsStamp) return aIsStamp ? 1 : -1;
  return a.localeCompare(b, "en", { numeric: true });
}
