/** A spec that has what the recipes need beside creating a key: the committed one may not. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import { readSpec } from "../../scripts/gate/gate.ts";
import { render } from "../../scripts/generate/render.ts";
import { readLibraryFile } from "../../scripts/spec/library-files.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const string = { type: "string" };
const key = {
  type: "object",
  // As in the full spec: a key may have no description.
  required: ["id", "last6Chars"],
  properties: {
    id: string,
    description: string,
    last6Chars: string,
    createdAt: { type: "string", nullable: true },
  },
};
const answer = (properties: object) => ({
  200: {
    description: "OK",
    content: {
      "application/json": { schema: { type: "object", required: Object.keys(properties), properties } },
    },
  },
});
const id = (place: string) => ({ name: "id", in: place, required: place === "path", schema: string });

/** The committed spec with listing, reading and deleting, as the full spec has them. */
function specWithKeys(): string {
  const spec = parse(readFileSync(join(ROOT, "openapi/venice.yaml"), "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  Object.assign(spec.paths["/api_keys"]!, {
    get: {
      operationId: "getApiKeys",
      responses: answer({ data: { type: "array", items: key }, object: string }),
    },
    delete: {
      operationId: "deleteApiKey",
      parameters: [id("query")],
      responses: answer({ success: { type: "boolean" } }),
    },
  });
  spec.paths["/api_keys/{id}"] = {
    get: { operationId: "getApiKeyById", parameters: [id("path")], responses: answer({ data: key }) },
  };
  return JSON.stringify(spec);
}

/** What the compiler says of programs that use the package as it would be for that spec. */
export async function compileWithKeys(programs: Record<string, string>): Promise<string[]> {
  const { files } = await render(readSpec(Buffer.from(`${specWithKeys()}\n`)));
  return compilePrograms(programs, files);
}

/** What the compiler says of programs that use the package as it is, but for the given files of generated/. */
export function compilePrograms(
  programs: Record<string, string>,
  files: Record<string, string> = {},
): string[] {
  const staged = new Map(
    [...Object.entries(files), ...Object.entries(programs)].map(([path, text]) => [join(ROOT, path), text]),
  );
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  options.experimentalDecorators = true; // Nest's
  options.paths = {
    "venice-api-client": [join(ROOT, "src/index.ts")],
    "venice-api-client/testing": [join(ROOT, "src/testing.ts")],
  };
  const disk = ts.createCompilerHost(options);
  const host = { ...disk };
  host.fileExists = (path) => staged.has(path) || disk.fileExists(path);
  host.readFile = (path) => staged.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = staged.get(path);
    return text === undefined
      ? readLibraryFile(disk, path, target, ...rest)
      : ts.createSourceFile(path, text, target, true);
  };
  const names = Object.keys(programs).map((path) => join(ROOT, path));
  return ts
    .getPreEmitDiagnostics(ts.createProgram(names, options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
