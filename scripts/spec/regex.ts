/** The flags with which a pattern compiles: `u` if possible; `undefined` if it is no regular expression. */
export function flagsOf(pattern: string): "u" | "" | undefined {
  return (["u", ""] as const).find((flags) => {
    try {
      return new RegExp(pattern, flags);
    } catch {
      return undefined;
    }
  });
}
