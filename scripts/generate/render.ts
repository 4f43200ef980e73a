import babel from "prettier/plugins/babel";
import estree from "prettier/plugins/estree";
import markdown from "prettier/plugins/markdown";
import { format } from "prettier/standalone";
import { normalize, type Normalized } from "./normalize.ts";
import { facadeBodies, type FacadeBodies } from "../spec/facade-bodies.ts";
import { isJsonMediaType } from "../spec/media-types.ts";
import { listOf, objectOf, type SpecDocument } from "../spec/openapi.ts";
import { reportWork } from "../spec/progress.ts";
import { pointer } from "../spec/pointer.ts";
import { Refusal } from "../spec/refusal.ts";
import { GENERATED, SNAPSHOT, type Files } from "../tree/project.ts";
import { renderSamples } from "./sample.ts";
import { renderSerializers, type Serializers } from "./serializers.ts";
import { renderTypes } from "./types.ts";
import { renderValidators } from "./validator.ts";

// No JSDoc: an editor would show it as the documentation of what follows.
const BANNER = `// @generated from ${SNAPSHOT} by npm run generate. See CONTRIBUTING.md\n`;

/** The real spec makes 0.7 million. */
const MAX_GENERATED_CHARACTERS = 8_000_000;

export interface Rendered {
  files: Files;
  /** The document that they were made from. */
  normalized: SpecDocument;
  corrected: Normalized["corrected"];
}

/** Every file of generated/, formatted. The same bytes for the same document on every machine. */
export async function render(published: SpecDocument): Promise<Rendered> {
  const { document, corrected } = normalize(published);
  const serializers = renderSerializers(document);
  const sources: Files = {
    "venice.d.ts": await renderTypes(document),
    "spec.ts": renderSpec(document, serializers),
    ...serializers.files,
    ...renderValidators(document),
    ...renderSamples(document),
  };
  const size = Object.values(sources).reduce((sum, source) => sum + source.length, 0);
  if (size > MAX_GENERATED_CHARACTERS)
    throw new Refusal(
      `the spec makes ${size} characters of code; over ${MAX_GENERATED_CHARACTERS} are not taken. ` +
        `Its largest part is ${largestPart(document)}`,
    );
  const files: Files = {};
  for (const [name, source] of Object.entries(sources).sort()) {
    reportWork(`formatting ${GENERATED}/${name}`);
    files[`${GENERATED}/${name}`] = await formatFile(name, BANNER + source);
  }
  return { files, normalized: document, corrected };
}

/** The address of the longest operation or component. */
function largestPart(document: SpecDocument): string {
  const sections = { paths: document.paths, ...objectOf(document["components"]) };
  const parts = Object.entries(sections).flatMap(([section, items]) =>
    Object.entries(objectOf(items)).map(([name, item]) => ({
      at: pointer(section === "paths" ? "#/paths" : `#/components/${section}`, name),
      size: JSON.stringify(item).length,
    })),
  );
  return parts.reduce((largest, part) => (part.size > largest.size ? part : largest), { at: "#", size: 0 })
    .at;
}

/** What of the spec is data and not types. */
function renderSpec(document: SpecDocument, { imports, table }: Serializers): string {
  // As the gate read it: nothing is resolved between.
  const [server] = listOf(document["servers"]);
  const { url } = objectOf(server);
  return `${imports}/** The version of the spec that this package was made from. */
export const SPEC_VERSION = ${JSON.stringify(document.info.version)};
/** Where the spec says that the API is. */
export const SERVER_URL = ${JSON.stringify(url ?? "")};
${table}${facadeBodies(document).map(renderBodies).join("")}`;
}

/** How an operation of src/ sends its body, and which of its bodies the types in src/schema.ts are made of. */
function renderBodies({ operationId, stem, request, response }: FacadeBodies): string {
  const status = /^\d+$/.test(response.status) ? response.status : JSON.stringify(response.status);
  const sent = isJsonMediaType(request.mediaType) ? request.mediaType : "application/json";
  return `/** The media type in which ${operationId} sends its body. */
export const ${stem.toUpperCase().replaceAll("-", "_")}_MEDIA_TYPE = ${JSON.stringify(sent)};
/** Where the spec documents the bodies of ${operationId}. */
export interface ${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Bodies {
  request: ${JSON.stringify(request.mediaType)};
  success: { status: ${status}; mediaType: ${JSON.stringify(response.mediaType)} };
}\n`;
}

/** Prettier without what it searches and loads for a person's files. */
const FORMAT = { printWidth: 110, plugins: [babel, estree, markdown] };

/** Ignores the configuration of the machine and the folder, so that the bytes are the same everywhere. */
function formatFile(name: string, source: string): Promise<string> {
  // Babel reads types in half the time of Prettier's TypeScript parser, and they are printed the same.
  return format(source, { parser: name.endsWith(".js") ? "babel" : "babel-ts", ...FORMAT });
}

/** Markdown as `prettier --check` wants it. */
export function formatMarkdown(text: string): Promise<string> {
  return format(text, { parser: "markdown", ...FORMAT });
}
