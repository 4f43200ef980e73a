/** Shows a piece of an untrusted input in a message: escaped, so that it can't draw on a terminal, and short. */
export function quote(value: unknown): string {
  const text = typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
