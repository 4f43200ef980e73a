import { isDeepStrictEqual } from "node:util";
import { canonicalPointer, isWithin } from "../spec/pointer.ts";
import type { Visit } from "../spec/walk.ts";
import type { Json, JsonObject, SpecDocument } from "../spec/openapi.ts";
import { quoteUntrusted } from "../spec/quote.ts";
import { Refusal } from "../spec/refusal.ts";

interface Place {
  value: JsonObject;
  at: string;
}

/** A schema with an `$id`, or the document: what relative references below it are relative to. */
interface Resource extends Place {
  uri: string;
}

/** Nobody can own that host. Relative `$id`s and references are relative to it alike. */
const DOCUMENT_URI = "https://document.invalid/";
const ANCHOR = /^[A-Za-z_][\w.-]*$/;

/**
 * Writes references to an `$id` or an `$anchor` of OpenAPI 3.1 as pointers, and removes both keywords: from here on,
 * there is one way to refer to a schema. A reference to anything else stays as it is. OpenAPI 3.0 has neither keyword.
 */
export function resolveAddresses(document: SpecDocument, positions: ReadonlyMap<string, Visit>): void {
  const schemas = [...positions.values()].filter(({ kind }) => kind === "schema");
  if (document.openapi.startsWith("3.1")) resolveReferences(document, schemas, positions);
  for (const { value } of schemas)
    for (const keyword of ["$id", "$anchor"]) Reflect.deleteProperty(value, keyword);
}

function resolveReferences(
  document: SpecDocument,
  schemas: readonly Visit[],
  positions: ReadonlyMap<string, Visit>,
): void {
  const root: Resource = { uri: DOCUMENT_URI, at: "#", value: document };
  const innermostFirst = [root];
  // A schema comes after those that it is part of.
  const placed = schemas.map(({ value, at }) => {
    const outer = innermostFirst.find((resource) => isWithin(at, resource.at)) ?? root;
    if (value["$id"] === undefined) return { value, at, resource: outer };
    const resource = { uri: readId(value["$id"], outer, at), at, value };
    innermostFirst.unshift(resource);
    return { value, at, resource };
  });
  const addresses = new Map<string, Place[]>();
  const add = (uri: string, place: Place) => {
    const others = addresses.get(uri) ?? [];
    addresses.set(uri, others);
    others.push(place);
  };
  for (const resource of [...innermostFirst].reverse()) add(resource.uri, resource);
  for (const { value, at, resource } of placed)
    if (value["$anchor"] !== undefined)
      add(`${resource.uri}#${readAnchor(value["$anchor"], at)}`, { value, at });
  const known = new Map<string, string | undefined>();
  const find = (uri: string) => {
    if (!known.has(uri)) known.set(uri, addresses.get(uri)?.reduce(expectSame).at);
    return known.get(uri);
  };
  const targets = placed.map(({ value, at, resource }) => ({
    value,
    target: findTarget(value["$ref"], resource, at, find, positions),
  }));
  for (const { value, target } of targets) if (target !== undefined) value["$ref"] = target;
}

/** What is written twice, and twice the same, may mean the first. */
function expectSame(first: Place, other: Place): Place {
  if (isDeepStrictEqual(first.value, other.value)) return first;
  throw new Refusal(`${other.at} has the same $id or $anchor as ${first.at}, to which something refers`);
}

function readId(id: Json, { uri }: Resource, at: string): string {
  const url = typeof id === "string" && id !== "" && URL.canParse(id, uri) ? new URL(id, uri) : undefined;
  if (url === undefined || url.hash !== "")
    throw new Refusal(`${at}/$id: ${quoteUntrusted(id)} is no address of a schema`);
  return url.href.replace("#", "");
}

function readAnchor(anchor: Json, at: string): string {
  if (typeof anchor === "string" && ANCHOR.test(anchor)) return anchor;
  throw new Refusal(`${at}/$anchor: ${quoteUntrusted(anchor)} is no name of an anchor`);
}

/** The pointer to a reference's target; `undefined` if the reference is none by `$id` or `$anchor`. */
function findTarget(
  reference: Json | undefined,
  resource: Resource,
  at: string,
  find: (uri: string) => string | undefined,
  positions: ReadonlyMap<string, Visit>,
): string | undefined {
  if (typeof reference !== "string" || !URL.canParse(reference, resource.uri)) return undefined;
  const url = new URL(reference, resource.uri);
  const fragment = url.hash.slice(1);
  url.hash = "";
  const root = find(url.href);
  // The document itself has no address that a publication could know.
  if (root === undefined || (root === "#" && !reference.startsWith("#"))) return undefined;
  if (fragment === "") return root;
  if (!fragment.startsWith("/")) {
    const target = find(`${url.href}#${fragment}`);
    if (target !== undefined) return target;
    throw new Refusal(`${at}/$ref: ${quoteUntrusted(reference)} names no $anchor of the document`);
  }
  // Publishers overlook that a pointer is relative to the schema with the `$id`: elsewhere it has one meaning, too.
  const target = canonicalPointer(root + fragment);
  return target !== undefined && positions.has(target) ? target : undefined;
}
