import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import ts from "typescript";
import * as client from "../../src/index.ts";

const require = createRequire(import.meta.url);

/** Runs a program as CommonJS and gives what it exports: Nest's decorators are beyond the test runner's own compiler. */
export function runProgram(name: string): Record<string, unknown> {
  const code = readFileSync(new URL(`programs/${name}`, import.meta.url), "utf8");
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      experimentalDecorators: true,
    },
  });
  const exported = {};
  const load = (name: string): unknown => (name === "venice-api-client" ? client : require(name));
  // The only way to run a text; it is a program of our own.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function("exports", "require", outputText)(exported, load);
  return exported;
}
