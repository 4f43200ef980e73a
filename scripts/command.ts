import { resolve } from "node:path";
import { Refusal } from "./spec/refusal.ts";

export function projectRoot(): string {
  return resolve(import.meta.dirname, "..");
}

/** A command's outermost layer: prints a refusal as its message and a defect with its stack; both exit 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}
