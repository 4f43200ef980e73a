import { escapeInvisible } from "./quote.ts";

/**
 * A publication, source or tree that the pipeline will not take. Its message is the reason a person reads:
 * what is wrong, where, and what to do. Anything else that is thrown is a defect of the pipeline itself.
 */
export class Refusal extends Error {
  override name = "Refusal";

  /** Each argument is a line of the message, whatever the publication has in it. */
  constructor(...lines: string[]) {
    super(lines.map(toLine).join("\n"));
  }
}

/** A pointer may consist of names that are megabytes long. */
const MAX_LINE = 2_000;

function toLine(text: string): string {
  const short =
    text.length > MAX_LINE ? `${text.slice(0, MAX_LINE / 2)} … ${text.slice(-MAX_LINE / 2)}` : text;
  return escapeInvisible(short).replaceAll("\n", "\\n");
}

/** Of a signal that asks the process to end before it has written anything. */
export function toInterruption(signal: string): Refusal {
  return new Refusal(`interrupted by ${signal}: nothing was changed`);
}
