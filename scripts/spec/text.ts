import { Refusal } from "./refusal.ts";

/** The real spec is 0.6 MiB. */
export const MAX_SPEC_BYTES = 16 * 1024 * 1024;

/** The text of a spec. @throws {@link Refusal} if it can't be one */
export function decodeSpecText(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  if (/^\s*</.test(text)) throw toMarkupRefusal();
  return text;
}

export function toMarkupRefusal(): Refusal {
  return new Refusal("the source is HTML or XML, not OpenAPI: an error page, or a wrong URL");
}

/** The text of a spec, or of a page that may have one. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_SPEC_BYTES) {
    throw new Refusal(`the source is over 16 MiB (${bytes.byteLength} bytes)`);
  }
  const text = decodeUtf8(bytes);
  if (text.trim() === "") throw new Refusal("the source is empty");
  return text;
}

/** Whether a text is HTML or XML; Markdown may begin with a comment or a component, too. */
export function isMarkup(text: string): boolean {
  let rest = text.trimStart();
  while (rest.startsWith("<!--")) {
    // A comment that has no end leaves what is no tag.
    rest = rest.slice(rest.indexOf("-->") + "-->".length).trimStart();
  }
  return /^<(?:!doctype|\?xml|html|head|body)\b/i.test(rest);
}

/** The number of the line with the character at `index`. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal("the source is not valid UTF-8: damaged, compressed, or cut off inside a character");
  }
}
