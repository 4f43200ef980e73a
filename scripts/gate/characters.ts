import type { Json } from "../spec/openapi.ts";
import { pointer } from "../spec/pointer.ts";
import { isProse } from "../spec/prose.ts";
import { quote } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";

/**
 * Control and format characters, lone surrogates and line separators: they hide a diff, turn text around or draw on
 * a terminal. The joiner inside an emoji (a family, a profession) is none of them.
 */
const INVISIBLE =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const INVISIBLE_BUT_BREAKS = new RegExp(`(?![\\n\\r\\t])(?:${INVISIBLE.source})`, "u");

/** Refuses what can't be seen in the text as it was published, comments included. */
export function checkVisible(text: string): void {
  // A byte order mark may begin it.
  const hidden = INVISIBLE_BUT_BREAKS.exec(text.replace(/^\uFEFF/, " "));
  if (hidden === null) return;
  const line = text.slice(0, hidden.index).split("\n").length;
  throw new Refusal(`line ${line} of the source holds ${nameOf(hidden[0])}, which can't be seen`);
}

/** Refuses what an escape sequence hides in a name or a value; line breaks and tabs are free in prose and data. */
export function checkCharacters(value: Json, at = "#", isFree = false): void {
  if (typeof value === "string") {
    const hidden = (isFree ? INVISIBLE_BUT_BREAKS : INVISIBLE).exec(value);
    if (hidden) throw new Refusal(`${at} holds ${nameOf(hidden[0])}, which can't be seen: ${quote(value)}`);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = pointer(at, key);
    const hidden = INVISIBLE.exec(key);
    if (hidden)
      throw new Refusal(`${at}: the name ${quote(key)} holds ${nameOf(hidden[0])}, which can't be seen`);
    checkCharacters(child, below, isFree || isProse(key) || key === "default" || below === "#/info");
  }
}

/** `U+202E`. */
function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
