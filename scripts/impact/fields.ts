/** Compares what owns a schema: a parameter, a header, a media type, or what a body says of itself. */
import { isDeepStrictEqual } from "node:util";
import { compareAnnotations } from "./annotations.ts";
import { type Compatibility, type Finding, notUnderstood } from "./finding.ts";
import { omitFieldDefaults } from "./defaults.ts";
import { type Keyword, advisory, compareValues } from "./keywords.ts";
import type { ImpactContext, Side } from "./revision.ts";
import { type Json, type JsonObject, objectOf } from "../spec/openapi.ts";
import { isAnnotation } from "../spec/annotation.ts";

type Value = Json | undefined;

/** Compared as the generated types show them. */
const SHOWN_BY_TYPES = new Set(["required", "name", "in"]);

/** If the form of a field differs, there is a finding. */
export function compareFields(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  const from = omitFieldDefaults(context.before.schemas, before);
  const to = omitFieldDefaults(context.after.schemas, after);
  const fields = Object.keys({ ...from, ...to });
  return [
    ...fields
      .filter((field) => !SHOWN_BY_TYPES.has(field) && !isAnnotation(field))
      .flatMap((field) => compareField(context, field, from[field], to[field])),
    ...compareAnnotations(before, after),
    ...context.annotations.compare(before["schema"], after["schema"]),
  ];
}

function compareField(context: ImpactContext, field: string, before: Value, after: Value): Finding[] {
  if (field === "schema") return context.constraints.compare(before ?? true, after ?? true);
  const formOf = ({ canonical }: Side, value: Value) =>
    canonical.object(value === undefined ? {} : { [field]: value });
  if (formOf(context.before, before) === formOf(context.after, after)) return [];
  const [from, to] = [before, after].map((value) => (value === undefined ? [] : [value]));
  const findings =
    field === "content"
      ? compareContents(context, objectOf(before), objectOf(after))
      : compareValues(field, from ?? [], to ?? [], FIELDS.get(field));
  return findings.length > 0 ? findings : [notUnderstood(field)];
}

/** A parameter or a header may have a media type instead of a schema. */
function compareContents(context: ImpactContext, before: JsonObject, after: JsonObject): Finding[] {
  return Object.keys({ ...before, ...after }).flatMap((media): Finding[] => {
    const isAdded = !Object.hasOwn(before, media);
    if (!isAdded && Object.hasOwn(after, media))
      return compareFields(context, objectOf(before[media]), objectOf(after[media]));
    // In place of a schema, it is another way of writing the value.
    const isFirst = Object.keys(before).length === 0;
    const compatibility: Compatibility = isAdded && !isFirst ? "extends" : "narrows";
    const verb = isAdded ? "added" : "removed";
    return [{ path: "", compatibility, message: ({ name }) => `media type ${media} of ${name} ${verb}` }];
  });
}

/** The default differs from what was written, and each way of writing excludes the others. */
const serialization: Keyword = { keeps: () => false };

const permission: Keyword = { keeps: (_, after) => after === true };

/** How the parts of a form are written. Only more media types for a part reject nothing. */
const encoding: Keyword = {
  keeps: (before, after) => {
    const [from, to] = [objectOf(before), objectOf(after)];
    return Object.keys({ ...from, ...to }).every((name) => isWiderEncoding(from[name], to[name]));
  },
};

/** Beside those that schemas have too. A change of any other field is not understood. */
const FIELDS = new Map<string, Keyword>(
  Object.entries<Keyword>({
    ...{ style: serialization, explode: serialization, encoding, links: advisory },
    ...{ allowReserved: permission, allowEmptyValue: permission },
  }),
);

function isWiderEncoding(before: Value, after: Value): boolean {
  const { contentType: mediaBefore, ...restBefore } = objectOf(before);
  const { contentType: mediaAfter, ...restAfter } = objectOf(after);
  if (!isDeepStrictEqual(restBefore, restAfter)) return false;
  if (mediaBefore === mediaAfter) return true;
  if (typeof mediaBefore !== "string" || typeof mediaAfter !== "string") return false;
  const accepted = mediaAfter.split(",").map((media) => media.trim());
  return mediaBefore.split(",").every((media) => accepted.includes(media.trim()));
}
