import { escapeInvisible } from "./quote.ts";

/**
 * A publication, source or tree that the pipeline will not take. Its message is the reason a person reads:
 * what is wrong, where, and what to do. Anything else that is thrown is a defect of the pipeline itself.
 */
export class Refusal extends Error {
  override name = "Refusal";

  constructor(message: string) {
    super(escapeInvisible(message));
  }
}

/** Of a signal that asks the process to end before it has written anything. */
export function toInterruption(signal: string): Refusal {
  return new Refusal(`interrupted by ${signal}: nothing was changed`);
}
