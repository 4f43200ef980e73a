/** Which requests openapi-fetch alone would not send as the spec says, and the code that then writes them. */
import { readFileSync } from "node:fs";
import { operationsOf, type Operation, type SpecDocument } from "../spec/openapi.ts";
import { bodyFormatsOf } from "./bodies.ts";
import { parameterFormatsOf } from "./parameters.ts";
import { jsonFormat, multipartFormat, plainFormat, serializeBody } from "./serialize-bodies.ts";
import { formFormat } from "./serialize-form.ts";
import { serializeParameters } from "./serialize-parameters.ts";

/** Modules that may be copied, the functions that the table may call, and what a module imports. */
const MODULES: { fileName: string; functions: { name: string }[]; imports?: string[] }[] = [
  { fileName: "serialize-bodies.ts", functions: [serializeBody, jsonFormat, multipartFormat, plainFormat] },
  {
    fileName: "serialize-form.ts",
    functions: [formFormat],
    imports: ["serialize-bodies.ts", "serialize-parameters.ts"],
  },
  { fileName: "serialize-parameters.ts", functions: [serializeParameters] },
];

export interface Serializers {
  /** The modules that write them, if there are any. */
  files: { [fileName: string]: string };
  imports: string;
  /** By operation, for src/exchange.ts: an empty table costs a bundle next to nothing. */
  table: string;
}

export function renderSerializers(document: SpecDocument): Serializers {
  const rows = operationsOf(document).flatMap((operation) => {
    const serializer = renderSerializer(document, operation);
    const key = `${operation.method.toUpperCase()} ${operation.path}`;
    return serializer === undefined ? [] : [`${JSON.stringify(key)}: ${serializer},`];
  });
  const code = rows.join("\n");
  const called = MODULES.map(({ fileName, functions, imports = [] }) => ({
    ...{ fileName, imports },
    names: functions.map(({ name }) => name).filter((name) => code.includes(`${name}(`)),
  })).filter(({ names }) => names.length > 0);
  const fileNames = new Set(called.flatMap(({ fileName, imports }) => [fileName, ...imports]));
  return {
    files: Object.fromEntries([...fileNames].map((name) => [name, readModule(name)])),
    imports: called
      .map(
        ({ fileName, names }) => `import { ${names.join(", ")} } from ${JSON.stringify(`./${fileName}`)};\n`,
      )
      .join(""),
    table: `/** The options of openapi-fetch by which it sends a request as the spec says, if its own way is another. */
export const REQUEST_SERIALIZERS: { [operation: string]: ((init: object) => object) | undefined } = {
${code}
};\n`,
  };
}

function readModule(fileName: string): string {
  return readFileSync(new URL(fileName, import.meta.url), "utf8");
}

/** A function from the options that the caller gave to those of openapi-fetch; `undefined` if they are the same. */
function renderSerializer(document: SpecDocument, operation: Operation): string | undefined {
  const parameters = parameterFormatsOf(document, operation);
  const bodies = bodyFormatsOf(document, operation).map(({ name, args }) => renderCall(name, args));
  const ofParameters = renderCall(serializeParameters.name, [parameters]);
  const ofBody = `${serializeBody.name}([${bodies.join(", ")}])`;
  if (bodies.length === 0) return parameters.length > 0 ? ofParameters : undefined;
  return parameters.length > 0 ? `(init) => ${ofBody}(${ofParameters}(init))` : ofBody;
}

function renderCall(name: string, args: unknown[]): string {
  return `${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`;
}
