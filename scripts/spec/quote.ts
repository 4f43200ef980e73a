/** Quotes untrusted input for a message: escaped, so that it can't control a terminal, and short. */
export function quoteUntrusted(value: unknown): string {
  const text = typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
  return escapeInvisible(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** Control and format characters, lone surrogates and line separators as escape sequences; line breaks stay. */
export function escapeInvisible(text: string): string {
  return text.replaceAll(
    /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${Number(character.codePointAt(0)).toString(16)}}`,
  );
}
