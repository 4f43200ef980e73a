import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import ts from "typescript";
import * as client from "../../src/index.ts";

const require = createRequire(import.meta.url);

/** Runs the example below that heading of README, as CommonJS, and gives what it exports. */
export function runRecipe(title: string): Record<string, unknown> {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, section = ""] = readme.split(`\n### ${title}\n`);
  const code = /^```ts\n([\s\S]*?)^```/m.exec(section)?.[1];
  if (!code) throw new Error(`README has no example below "${title}"`);
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      experimentalDecorators: true,
    },
  });
  const exported = {};
  const load = (name: string): unknown => (name === "venice-api-client" ? client : require(name));
  // The only way to run a text; it is our own README.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function("exports", "require", outputText)(exported, load);
  return exported;
}
