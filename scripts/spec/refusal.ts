import { escapeInvisible } from "./quote.ts";

/**
 * A publication, source or tree that the pipeline doesn't accept. Its message is for people: what is wrong, where, and
 * what to do. Any other error that is thrown is a defect of the pipeline.
 */
export class Refusal extends Error {
  override name = "Refusal";

  /** Each argument is one line of the message, even if it has line breaks. */
  constructor(...lines: string[]) {
    super(lines.map(toLine).join("\n"));
  }
}

/** A pointer may have names of megabytes. */
const MAX_LINE = 2_000;

function toLine(text: string): string {
  const short =
    text.length > MAX_LINE ? `${text.slice(0, MAX_LINE / 2)} … ${text.slice(-MAX_LINE / 2)}` : text;
  return escapeInvisible(short).replaceAll("\n", "\\n");
}

/** The refusal of an update that a signal ends before anything was written. */
export function toInterruption(signal: string): Refusal {
  return new Refusal(`interrupted by ${signal}: nothing was changed`);
}
