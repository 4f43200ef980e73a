import { expect, test, vi } from "vitest";
import { WITHOUT_COMMENTS } from "../../scripts/spec/library-files.ts";
import ts from "../../scripts/spec/typescript.js";

const LIBRARY = "/a/node_modules/b/index.d.ts";
const MISSING = "/a/node_modules/b/missing.d.ts";

/** Without the files that other tests have read. */
async function importAfresh() {
  vi.resetModules();
  const module = await import("../../scripts/spec/library-files.ts");
  vi.resetModules();
  return module;
}

test("a file of a package is parsed once, any other each time", async () => {
  const { readLibraryFile } = await importAfresh();
  const getSourceFile = vi.fn((path: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions) =>
    path === MISSING ? undefined : ts.createSourceFile(path, "export {};", version),
  );
  const host = { getSourceFile } as unknown as ts.CompilerHost;
  const onError = () => {};
  const read = (path: string) => readLibraryFile(host, path, ts.ScriptTarget.ES2022, onError, true);
  const first = read(LIBRARY);
  expect(first?.fileName).toBe(LIBRARY);
  expect(read(LIBRARY)).toBe(first);
  expect([read(MISSING), read(MISSING)]).toEqual([undefined, undefined]);
  const own = read("/a/src/index.ts");
  expect(read("/a/src/index.ts")).not.toBe(own);
  const paths = [LIBRARY, MISSING, "/a/src/index.ts", "/a/src/index.ts"];
  expect(getSourceFile.mock.calls).toEqual(
    paths.map((path) => [path, ts.ScriptTarget.ES2022, onError, true]),
  );
});

test("no documentation is parsed", () => {
  const text = "/** A. */ export const a = 1;";
  const options = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: WITHOUT_COMMENTS };
  const [statement] = ts.createSourceFile("a.ts", text, options).statements;
  expect(ts.getJSDocCommentsAndTags(statement!)).toEqual([]);
});
