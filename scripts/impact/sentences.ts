import type { Finding } from "./finding.ts";

type Sentence = Finding["sentence"];

/** Sentences that the types and the spec both have cause for. */
export const removed: Sentence = ({ noun }) => `${noun} removed`;

export function added(optional: boolean): Sentence {
  const kind = optional ? "optional" : "required";
  return ({ noun, direction }) => (direction === "request" ? `${kind} ${noun} added` : `${noun} added`);
}

export function movedTo(optional: boolean): Sentence {
  return ({ noun }) => `${noun} is now ${optional ? "optional" : "required"}`;
}
