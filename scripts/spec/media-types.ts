/** JSON as the MIME standard of WHATWG has it: two types, and every format on top of it. With or without parameters. */
export function isJsonMediaType(type: string): boolean {
  return /^(?:(?:application|text)\/json|[^/;]+\/[^/;]+\+json) *(?:;.*)?$/.test(type);
}

/** Of the media types of a body, the one by which src/ reads and writes it as JSON. */
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
