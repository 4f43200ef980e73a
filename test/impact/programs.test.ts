import ts from "typescript";
import { describe, expect, it } from "vitest";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { assess, fields, giving, revisionOf } from "./fixture.ts";

const text = { type: "string" };
const failure = fields({ error: text }, "error");
const coded = (...required: string[]) => fields({ error: text, code: text }, "error", ...required);
const kind = (name: string, ...required: string[]) =>
  fields({ kind: { ...text, enum: [name] }, value: text }, "kind", ...required);

/** A reader's program that compiles against the types before, and no longer against those after. */
const BREAKS: [what: string, before: JsonObject, after: JsonObject, program: string][] = [
  [
    "narrowing by `in`",
    { oneOf: [failure, coded("code")] },
    { oneOf: [failure, coded()] },
    `if ("code" in response) response.code.toUpperCase();`,
  ],
  [
    "narrowing by a literal",
    { oneOf: [kind("x", "value"), kind("y")] },
    { oneOf: [kind("x"), kind("y")] },
    `if (response.kind === "x") response.value.toUpperCase();`,
  ],
  [
    "a name of a typed index",
    { type: "object", additionalProperties: text },
    { ...fields({ a: { type: "number" } }), additionalProperties: text },
    `response["a"]?.toString().length; const value: string | undefined = response["a"];`,
  ],
  [
    "a switch over all values",
    { ...text, enum: ["x"] },
    { ...text, enum: ["x", "y"] },
    `const known: "x" = response;`,
  ],
];

async function compiles(document: SpecDocument, program: string): Promise<boolean> {
  const { types } = await revisionOf(document);
  const body = `paths["/things"]["post"]["responses"]["200"]["content"]["application/json"]`;
  const text = `${types}\ndeclare const response: ${body};\n${program}`;
  const source = ts.createSourceFile("/program.ts", text, ts.ScriptTarget.ES2022);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const compilation = ts.createProgram(["/program.ts"], options, {
    ...host,
    getSourceFile: (name, version) => (name === "/program.ts" ? source : host.getSourceFile(name, version)),
  });
  return compilation.getSemanticDiagnostics(source).length === 0;
}

describe("an impact is major if a reader's program no longer compiles", () => {
  it.each(BREAKS)("after %s", async (_, before, after, program) => {
    expect(await compiles(giving(before), program)).toBe(true);
    expect(await compiles(giving(after), program)).toBe(false);
    expect((await assess(giving(before), giving(after))).impact).toBe("major");
  });
});
