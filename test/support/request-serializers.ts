import ts from "typescript";
import { normalize } from "../../scripts/generate/normalize.ts";
import { renderSerializers } from "../../scripts/generate/serializers.ts";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { REQUEST_SERIALIZERS } from "../../src/schema.ts";

const OWN = { ...REQUEST_SERIALIZERS };

/** Gives src/ the table that is generated from a spec. */
export async function installSerializers(published: SpecDocument): Promise<void> {
  const { files, table } = renderSerializers(normalize(published).document);
  const code = [...Object.values(files), table].join("\n").replaceAll(/^import .*$/gm, "");
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const module = (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)) as {
    REQUEST_SERIALIZERS: typeof REQUEST_SERIALIZERS;
  };
  replaceBy(module.REQUEST_SERIALIZERS);
}

function replaceBy(table: typeof REQUEST_SERIALIZERS): void {
  for (const key of Object.keys(REQUEST_SERIALIZERS)) Reflect.deleteProperty(REQUEST_SERIALIZERS, key);
  Object.assign(REQUEST_SERIALIZERS, table);
}

export function restoreSerializers(): void {
  replaceBy(OWN);
}
