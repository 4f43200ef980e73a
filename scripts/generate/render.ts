import { format } from "prettier";
import { normalize, type Normalized } from "./normalize.ts";
import { valueAt, type SpecDocument } from "../spec/openapi.ts";
import { GENERATED, SNAPSHOT, type Files } from "../tree/project.ts";
import { renderSamples } from "./sample.ts";
import { renderTypes } from "./types.ts";
import { renderValidators } from "./validator.ts";

// No JSDoc: an editor would show it as the documentation of what follows.
const BANNER = `// @generated from ${SNAPSHOT} by npm run generate. See CONTRIBUTING.md\n`;

export interface Rendered {
  files: Files;
  corrected: Normalized["corrected"];
}

/** Every file of generated/, formatted. The same bytes for the same document on every machine. */
export async function render(published: SpecDocument): Promise<Rendered> {
  const { document, corrected } = normalize(published);
  const sources: Files = {
    "venice.d.ts": await renderTypes(document),
    "spec.ts": renderSpec(document),
    ...renderValidators(document),
    ...renderSamples(document),
  };
  const files: Files = {};
  for (const [name, source] of Object.entries(sources).sort())
    files[`${GENERATED}/${name}`] = await formatFile(name, BANNER + source);
  return { files, corrected };
}

/** What of the spec is data and not types. */
function renderSpec(document: SpecDocument): string {
  const server = valueAt(document, document["servers"], "0", "url") ?? "";
  return `/** The version of the spec that this package was made from. */
export const SPEC_VERSION = ${JSON.stringify(document.info.version)};
/** Where the spec says that the API is. */
export const SERVER_URL = ${JSON.stringify(server)};\n`;
}

/** With options of its own, so that no configuration of a machine or a folder changes a byte. */
function formatFile(name: string, source: string): Promise<string> {
  return format(source, { parser: name.endsWith(".js") ? "babel" : "typescript", printWidth: 110 });
}

/** Markdown as `prettier --check` wants it. */
export function formatMarkdown(text: string): Promise<string> {
  return format(text, { parser: "markdown", printWidth: 110 });
}
