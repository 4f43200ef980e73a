/** What only people read, together with every `x-` extension. */
const PROSE = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "$comment",
  "xml",
]);

export function isProse(key: string): boolean {
  return PROSE.has(key) || key.startsWith("x-");
}
