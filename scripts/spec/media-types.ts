/** Whether WHATWG's MIME standard counts a type as JSON: two types and all `+json`, with or without parameters. */
export function isJsonMediaType(type: string): boolean {
  return /^(?:(?:application|text)\/json|[^/;]+\/[^/;]+\+json) *(?:;.*)?$/.test(type);
}

/** Picks the media type with which src/ reads and writes a body as JSON. */
export function pickJsonMediaType(types: string[]): string | undefined {
  const isPlain = (type: string) => /^application\/json *(?:;|$)/.test(type);
  const isRange = (type: string) => type === "application/*" || type === "*/*";
  return (
    types.find((type) => type === "application/json") ??
    types.find(isPlain) ??
    types.find(isJsonMediaType) ??
    types.find(isRange)
  );
}
