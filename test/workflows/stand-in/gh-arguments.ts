/** A message of `gh` and the code that it exits with. */
export class GhError extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}

export function fail(message: string): never {
  throw new GhError(message);
}

export interface Arguments {
  /** `--name value`. */
  flags: Record<string, string | undefined>;
  /** `--name` of a flag that takes no value. */
  switches: Set<string>;
  /** `-f key=value`. */
  fields: Record<string, string>;
  rest: string[];
}

const SWITCHES = ["draft", "undo", "force"];

export function parseArguments(list: string[]): Arguments {
  const parsed: Arguments = { flags: {}, switches: new Set(), fields: {}, rest: [] };
  for (let i = 0; i < list.length; i++) {
    const argument = list[i]!;
    const name = argument.replace(/^--?/, "");
    const value = () => list[++i] ?? fail(`flag needs an argument: --${name}`);
    if (!argument.startsWith("-")) parsed.rest.push(argument);
    else if (SWITCHES.includes(name)) parsed.switches.add(name);
    else if (name === "f") {
      const [key = "", ...parts] = value().split("=");
      parsed.fields[key] = parts.join("=");
    } else parsed.flags[name] = value();
  }
  return parsed;
}
