/** `#/paths/~1api_keys`: where in the document, as a `$ref` would say it. */
export function pointer(at: string, key: string | number): string {
  return `${at}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
