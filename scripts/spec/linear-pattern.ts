/** One character, or a class of them. */
const CHARACTER = String.raw`(?:[^\\^$*+?()[\]{}|]|\\[dDwWsS]|\\[^\w\s]|\[(?:[^\\[\]]|\\[dDwWsS]|\\[^\w\s])+\])`;
/** Once, a fixed number of times, or perhaps. */
const STEP = String.raw`${CHARACTER}(?:\{\d\d?\}|\?)?`;
const GROUP = String.raw`\((?:\?:)?(?:${STEP})+\)\??`;
const LOOP = String.raw`${CHARACTER}(?:[*+]|\{\d+,\d*\})`;
const LINEAR = new RegExp(String.raw`^\^(?:${STEP}|${GROUP})*(?:${LOOP})?\$?$`);

/** Each doubles the ways to match. */
const MAX_OPTIONAL = 4;

/**
 * Whether a regular expression obviously takes time that grows with the length of a text alone: it is anchored, has no
 * alternatives, and repeats only its last character without a fixed number. False says nothing.
 */
export function isLinearPattern(pattern: string): boolean {
  return LINEAR.test(pattern) && pattern.split("?").length <= MAX_OPTIONAL + 1;
}
