import { Refusal } from "./refusal.ts";

/** The real spec is 0.6 MiB. */
export const MAX_SPEC_BYTES = 16 * 1024 * 1024;

/** The text of a source, or a refusal where no spec and no page could be in it. */
export function decodeSpecText(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_SPEC_BYTES) {
    throw new Refusal(`the source is over 16 MiB (${bytes.byteLength} bytes)`);
  }
  const text = decodeUtf8(bytes);
  if (text.trim() === "") throw new Refusal("the source is empty");
  if (/^\s*</.test(text)) {
    throw new Refusal("the source is HTML or XML, not OpenAPI: an error page, or a wrong URL");
  }
  return text;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal("the source is not valid UTF-8: damaged, compressed, or cut off inside a character");
  }
}
