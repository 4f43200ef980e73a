import { isObject, type JsonObject, type SpecDocument } from "../spec/openapi.ts";
import { walk } from "../spec/walk.ts";

/** Says in a string's description what its type can't: which patterns and formats the validator takes. */
export function describeStringFormats(document: SpecDocument): void {
  for (const { kind, value } of walk(document, "document")) {
    if (kind !== "schema") continue;
    const formats = formatsOf(value);
    if (formats.length === 0) continue;
    const { description } = value;
    const published = typeof description === "string" ? description.trim().replace(/(\w)$/, "$1.") : "";
    value["description"] = `${published} As a string it ${formats.join(", or ")}.`.trim();
  }
}

/** Empty if there are none, or if a branch accepts any string. The generator itself shows a single format. */
function formatsOf(schema: JsonObject): string[] {
  if (schema["pattern"] !== undefined) return describeString(schema);
  const branches = [schema["anyOf"] ?? schema["oneOf"]].flat().filter(isObject);
  const strings = branches.filter(({ type }) => [type].flat().includes("string"));
  const hasFormat = ({ pattern, format }: JsonObject) => pattern !== undefined || format !== undefined;
  const formats = strings.map(describeString);
  const isAnyString = formats.some((each) => each.length === 0);
  return strings.some(hasFormat) && !isAnyString ? formats.flat() : [];
}

function describeString({ pattern, format, enum: values, const: value }: JsonObject): string[] {
  const literals = Array.isArray(values) ? values : value === undefined ? [] : [value];
  if (literals.length > 0)
    return [`is ${literals.map((literal) => code(JSON.stringify(literal))).join(" or ")}`];
  if (typeof pattern === "string") return [`matches ${code(pattern)}`];
  return typeof format === "string" ? [`has the format ${code(format)}`] : [];
}

function code(text: string): string {
  return text.includes("`") ? text : `\`${text}\``;
}
