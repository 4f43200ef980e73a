import type { Json } from "../spec/openapi.ts";
import { pointer } from "../spec/pointer.ts";
import { isAnnotation } from "../spec/annotation.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";
import { lineAt } from "../spec/text.ts";

/** Allowed: the joiner inside an emoji (a family, a profession), and its variation selectors. */
const INSIDE_EMOJI =
  "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]\\uFE0F?)\\u200D(?=\\p{Extended_Pictographic})" +
  "|(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]|(?<=[0-9#*])\\uFE0F(?=\\u20E3)";
/**
 * Control and format characters, lone surrogates, noncharacters, line separators and letters without a glyph (the last
 * is Braille's): they hide a part of a diff, reverse text, control a terminal or make two names look the same.
 */
const INVISIBLE = new RegExp(
  `(?!${INSIDE_EMOJI})` +
    "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u2028\\u2029\\u2800]",
  "u",
);
/** Line breaks and tabs are allowed, but not a single carriage return: it overwrites the line on a terminal. */
const INVISIBLE_BUT_BREAKS = new RegExp(`(?![\\n\\t]|\\r\\n)(?:${INVISIBLE.source})`, "u");

/** Refuses invisible characters in the published text, comments included. */
export function checkVisible(text: string): void {
  // The text may begin with a byte order mark.
  const hidden = INVISIBLE_BUT_BREAKS.exec(text.replace(/^\uFEFF/, " "));
  if (hidden === null) return;
  const line = lineAt(text, hidden.index);
  throw new Refusal(`line ${line} of the source holds ${formatCodePoint(hidden[0])}, which can't be seen`);
}

/** Keywords whose values may hold line breaks. */
const FREE_DATA = new Set(["default", "enum", "const"]);

/** The longest text of the real spec has 3 120. */
const MAX_TEXT = 200_000;

/** Refuses invisible characters in names and values, even if escaped. Annotations and data may have line breaks and tabs. */
export function checkCharacters(value: Json, at = "#", isFree = false): void {
  if (typeof value === "string") {
    if (value.length > MAX_TEXT)
      throw new Refusal(`${at} holds a text of ${value.length} characters; over ${MAX_TEXT} are not taken`);
    const hidden = (isFree ? INVISIBLE_BUT_BREAKS : INVISIBLE).exec(value);
    if (hidden)
      throw new Refusal(
        `${at} holds ${formatCodePoint(hidden[0])}, which can't be seen: ${quoteUntrusted(value)}`,
      );
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const below = pointer(at, key);
    const hidden = INVISIBLE.exec(key);
    if (hidden)
      throw new Refusal(
        `${at}: the name ${quoteUntrusted(key)} holds ${formatCodePoint(hidden[0])}, which can't be seen`,
      );
    checkCharacters(child, below, isFree || isAnnotation(key) || FREE_DATA.has(key) || below === "#/info");
  }
}

/** `U+202E`. */
function formatCodePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
