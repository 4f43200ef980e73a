/** Writes parameters as the spec says. It is copied into generated/ if openapi-fetch would write one in another way. */

/** How a parameter is written if it isn't text, a list or an object in the way that openapi-fetch has for its place. */
export interface ParameterFormat {
  in: "path" | "query" | "header" | "cookie";
  name: string;
  style: string;
  explode: boolean;
  /** Its value is written as JSON. */
  isJson?: boolean;
}

type Plain = string | number | boolean;
type Group = Record<string, unknown>;
interface Init {
  params?: Partial<Record<ParameterFormat["in"], Group | undefined>> | null;
}

/** What begins an expansion, what separates its parts, and the items of a list that is one part, if it isn't a comma. */
const SIGNS: { [style: string]: [prefix: string, separator: string, delimiter?: string] } = {
  simple: ["", ","],
  label: [".", "."],
  matrix: [";", ";"],
  cookie: ["", "; "],
  spaceDelimited: ["", "&", "%20"],
  pipeDelimited: ["", "&", "|"],
};

/** The options of openapi-fetch for an operation that has these parameters, from those that its caller gave. */
export function serializeParameters(formats: ParameterFormat[]): (init: Init) => object {
  const find = (group: ParameterFormat["in"], name: string) =>
    formats.find((format) => format.in === group && format.name === name);
  const formatOf = (group: ParameterFormat["in"], name: string, style: string): ParameterFormat =>
    find(group, name) ?? { in: group, name, style, explode: style === "form" };
  const write = (group: ParameterFormat["in"], style: string, values: Group | null | undefined): string[] =>
    Object.entries(values ?? {})
      .map(([name, value]) => expand(formatOf(group, name, style), value))
      .filter((text) => text !== "");
  return (init) => {
    const { header = {}, cookie, ...rest } = init.params ?? {};
    const headers = Object.entries(header).map(([name, value]): [string, unknown] => {
      const format = find("header", name);
      return [name, format ? expand(format, value) || undefined : value];
    });
    const cookies = write("cookie", "cookie", cookie);
    if (cookies.length > 0) headers.push(["cookie", cookies.join("; ")]);
    return {
      querySerializer: (query: Group) => write("query", "form", query).join("&"),
      pathSerializer: (path: string, values: Group) =>
        path.replace(/\{([^{}]+)\}/g, (template, name: string) => {
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          return expand(formatOf("path", name, "simple"), value) || template;
        }),
      ...init,
      params: { ...rest, header: Object.fromEntries(headers) },
    };
  };
}

/** One parameter, by the rules of RFC 6570; empty if it has no value. */
export function expand({ in: place, name, style, explode, isJson }: ParameterFormat, value: unknown): string {
  if (value === undefined || (value === null && !isJson)) return "";
  // As of the styles form and deepObject.
  const [prefix, separator, delimiter = ","] = SIGNS[style] ?? ["", "&"];
  const encode = place === "header" ? escapeHeader : encodeURIComponent;
  const plain = (item: unknown) => {
    if (typeof item === "object") throw new Error(`${name} is nested, which the style ${style} can't write`);
    return encode(`${item as Plain}`);
  };
  const assign = (key: string, text: string) => `${key}=${text}`;
  const key = place === "cookie" ? name : encode(name);
  const named = (text: string) => (style === "simple" || style === "label" ? text : assign(key, text));
  const joined = (texts: string[]) => (texts.length > 0 ? [named(texts.join(delimiter))] : []);
  let parts: string[];
  if (isJson || typeof value !== "object") parts = [named(plain(isJson ? JSON.stringify(value) : value))];
  else if (Array.isArray(value)) {
    const items = value.filter(isPresent).map(plain);
    parts = explode ? items.map(named) : joined(items);
  } else {
    const pairs = Object.entries(value as Group).filter(([, item]) => isPresent(item));
    const texts = pairs.map(([field, item]): [string, string] => [encode(field), plain(item)]);
    if (style === "deepObject") parts = texts.map(([field, text]) => assign(`${key}[${field}]`, text));
    else parts = explode ? texts.map(([field, text]) => assign(field, text)) : joined(texts.flat());
  }
  return parts.length > 0 ? prefix + parts.join(separator) : "";
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A header holds no other characters, and JSON has an escape for each. */
function escapeHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
