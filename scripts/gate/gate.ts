import { resolveAddresses } from "./addresses.ts";
import { checkCharacters, checkVisible } from "./characters.ts";
import { splitDependencies } from "./dependencies.ts";
import { checkNames, checkOperationIds, checkOperations } from "./names.ts";
import { parseSpecText } from "./parse.ts";
import { checkPatterns } from "./patterns.ts";
import {
  checkChains,
  checkNoStrayReference,
  checkNothingLeaves,
  checkReference,
  checkReferenceSiblings,
} from "./refs.ts";
import { checkSizes } from "./sizes.ts";
import { checkShape, checkValidated } from "./shape.ts";
import { validatedSchemas } from "./validated.ts";
import { walk } from "../spec/walk.ts";
import { isObject, listOf, objectOf } from "../spec/openapi.ts";
import type { Json, JsonObject, SpecDocument } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";
import { decodeSpecText } from "../spec/text.ts";

/** Reads a publication, and refuses it if a later step could be harmed or misled by it. */
export function readSpec(bytes: Uint8Array): SpecDocument {
  const text = decodeSpecText(bytes);
  checkVisible(text);
  const root = parseSpecText(text);
  if (!isObject(root)) throw new Refusal(`the source is not OpenAPI: it holds ${quoteUntrusted(root)}`);
  checkCharacters(root);
  const document = checkHead(root);
  splitDependencies(document);
  const positions = new Map(Array.from(walk(document, "document", "#"), (visit) => [visit.at, visit]));
  resolveAddresses(document, positions);
  checkNothingLeaves(document);
  for (const visit of positions.values()) {
    checkNames(visit);
    checkShape(visit);
    checkNoStrayReference(visit);
    checkReferenceSiblings(visit, document.openapi);
    checkReference(visit, positions);
  }
  checkChains(positions);
  checkSizes(positions);
  checkOperations(document);
  checkOperationIds(positions.values());
  checkSecurity(document);
  const schemas = [...validatedSchemas(document, positions)];
  schemas.forEach(checkValidated);
  checkPatterns(document, schemas);
  return document;
}

function checkHead(root: JsonObject): SpecDocument {
  const { openapi, info, paths } = root;
  if (typeof openapi !== "string" || !/^3\.[01]\.\d+$/.test(openapi)) {
    throw new Refusal(`the source is not OpenAPI 3.0 or 3.1: openapi is ${quoteUntrusted(openapi)}`);
  }
  if (!isObject(info)) throw new Refusal("#/info must be an object: the source is cut off or broken");
  checkVersion(info["version"]);
  checkServer(root["servers"]);
  if (!isObject(paths)) throw new Refusal("#/paths must be an object: the source is cut off or broken");
  // checkVersion has checked that the version is a string; the walk checks that every path is an object.
  return root as SpecDocument;
}

function checkVersion(version: Json | undefined): void {
  if (typeof version === "number") {
    throw new Refusal(`#/info/version ${version} is a number and may have lost digits: it must be quoted`);
  }
  const isVersion =
    typeof version === "string" && (isStamp(version) || /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version));
  if (!isVersion)
    throw new Refusal(
      `#/info/version ${quoteUntrusted(version)} is neither a date, YYYYMMDD.HHMMSS, nor like 1.0.0`,
    );
}

/** Whether a version is a date and time that exist: after 99999999.999999 every later version would be older. */
function isStamp(version: string): boolean {
  // What follows ends up in the text, which then is no date.
  const stamp = /^(\d{4})(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d)/;
  if (!stamp.test(version)) return false;
  const text = version.replace(stamp, "$1-$2-$3T$4:$5:$6.000Z");
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

/** Checks the first server's URL: it becomes the client's default base URL, to which callers send their key. */
export function checkServer(servers: Json | undefined): { href: string; host: string } {
  const [server] = listOf(servers);
  const href = objectOf(server)["url"];
  const url = parseUrl(href);
  const { protocol, hostname, port } = url;
  const isVenice = protocol === "https:" && /^(?:[a-z0-9-]+\.)*venice\.ai$/.test(hostname) && port === "";
  if (!isVenice) {
    throw new Refusal(
      `#/servers/0/url ${quoteUntrusted(href)} is no https address of venice.ai: keys are sent there`,
    );
  }
  // parseUrl accepts only strings.
  return { href: href as string, host: url.host };
}

/** Accepts a URL only in a form that every tool reads in the same way, without a user, a query or a fragment. */
function parseUrl(text: Json | undefined): URL {
  const url = typeof text === "string" && /^[\w:/.-]+$/.test(text) && URL.canParse(text) && new URL(text);
  if (url && (url.href === text || url.href === `${text}/`)) return url;
  throw new Refusal(
    `#/servers/0/url ${quoteUntrusted(text)} is no plain URL: the source is cut off or broken`,
  );
}

/** Security schemes are last in a page's block, so a truncation removes them first. */
function checkSecurity({ security, components }: SpecDocument): void {
  const schemes = objectOf(objectOf(components)["securitySchemes"]);
  const names = listOf(security).flatMap((requirement) => Object.keys(objectOf(requirement)));
  const unknown = names.find((name) => !Object.hasOwn(schemes, name));
  if (unknown !== undefined)
    throw new Refusal(
      `#/security names ${quoteUntrusted(unknown)}, which #/components/securitySchemes doesn't define`,
    );
}
