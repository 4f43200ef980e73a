import ts from "typescript";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderTypes } from "../../scripts/generate/types.ts";
import { readLibraryFile } from "../../scripts/spec/library-files.ts";
import type { Json, SpecDocument } from "../../scripts/spec/openapi.ts";

/** A value has none of a type's optional properties: the compiler suspects a mistake, which no schema does. */
const NO_COMMON_PROPERTY = 2559;

export interface Body {
  /** An expression of the generated types, such as `components["schemas"]["A"]`. */
  type: string;
  values: Json[];
}

/**
 * The values that don't compile against their types, with the compiler's reason.
 * @param how `literal` is stricter: there the compiler takes a property that the type doesn't name for a slip.
 */
export async function findUncompilable(
  document: SpecDocument,
  bodies: Body[],
  how: "value" | "literal" = "value",
): Promise<{ index: number; problem: string }[]> {
  const types = await renderTypes(normalize(document).document);
  const write = (value: Json) =>
    how === "literal" ? JSON.stringify(value) : `wrap(${JSON.stringify(value)})`;
  const checks = bodies.flatMap(({ type, values }, index) => [
    `declare function accept${index}(value: ${type}): void;`,
    ...values.map((value) => `accept${index}(${write(value)});`),
  ]);
  const wrap = `declare function wrap<const V>(value: V): Mutable<V>;
type Mutable<V> = V extends object ? { -readonly [K in keyof V]: Mutable<V[K]> } : V;`;
  const text = [types, wrap, ...checks].join("\n");
  return compile(text).map(({ start, message }) => {
    const line = text.slice(text.lastIndexOf("\n", start) + 1, text.indexOf("\n", start));
    return { index: Number(/^accept(\d+)/.exec(line)?.[1] ?? -1), problem: `${line} ${message}` };
  });
}

/** The body of `POST /{index}` in a document of `documentOf`. */
export function bodyOf(values: Json[], index: number): Body {
  const operation = `paths["/${index}"]["post"]`;
  return { type: `NonNullable<${operation}["requestBody"]>["content"]["application/json"]`, values };
}

function compile(text: string): { start: number; message: string }[] {
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, types: [], target: ts.ScriptTarget.ES2022 },
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    skipLibCheck: true,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, target, ...rest) =>
      name === "values.ts"
        ? ts.createSourceFile(name, text, target)
        : readLibraryFile(disk, name, target, ...rest),
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram(["values.ts"], options, host))
    .filter(({ code }) => code !== NO_COMMON_PROPERTY)
    .map(({ start = 0, messageText }) => ({
      start,
      message: ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 200),
    }));
}
