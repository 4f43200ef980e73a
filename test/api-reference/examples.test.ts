import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compilePrograms } from "../recipes/keys-spec.ts";
import { ROOT } from "./language-service.ts";

/** What an example may take from around it. */
const AROUND = `
import { createVeniceClient, VeniceError, type VeniceClient } from "venice-api-client";
import { createFakeVenice } from "venice-api-client/testing";
declare const venice: VeniceClient;
declare const secretStore: { put(name: string, secret: string): Promise<void> };
declare function alertSomeone(error: VeniceError): void;
`;

/** The code after each @example of a file, without the comment's stars. */
function examplesOf(path: string): string[] {
  const source = readFileSync(join(ROOT, "src", path), "utf8");
  return [...source.matchAll(/^( *\* )@example\n\1```ts\n([\s\S]*?)\n\1```$/gm)].map(
    ([, star = "", code = ""]) =>
      code.replaceAll(new RegExp(`^${star.replaceAll("*", "\\*").trimEnd()} ?`, "gm"), ""),
  );
}

test("every example of a public docstring compiles with the committed spec", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const tags = files.flatMap(
    (path) => readFileSync(join(ROOT, "src", path), "utf8").match(/@example/g) ?? [],
  );
  const examples = files.flatMap(examplesOf);
  expect(examples).toHaveLength(tags.length);
  const programs = examples.map((code, n) => [
    `test/api-reference/example-${n}.ts`,
    `${AROUND}export async function run() {\n${code}\n}`,
  ]);
  expect(compilePrograms(Object.fromEntries(programs) as Record<string, string>)).toEqual([]);
});
