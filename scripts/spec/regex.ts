/** The flags under which a pattern is a regular expression: `u` if it can be; `undefined` if it is none at all. */
export function flagsOf(pattern: string): "u" | "" | undefined {
  return (["u", ""] as const).find((flags) => {
    try {
      return new RegExp(pattern, flags);
    } catch {
      return undefined;
    }
  });
}
