/** Writes bodies as the spec says. It is copied into generated/ if openapi-fetch would write one in another way. */

/** A media type that the spec offers for a body. */
export interface BodyFormat {
  mediaType: string;
  /** The types of the values that it can hold, as JSON calls them. */
  types: string[];
  takesFiles?: boolean;
  write: (body: unknown) => FormData | string;
}

type Fields = Record<string, unknown>;
interface Init {
  body?: unknown;
  bodySerializer?: unknown;
  headers?: Headers | Fields | null;
  params?: { header?: Fields } | null;
}

/** The options of openapi-fetch for an operation that takes these formats, from those that its caller gave. */
export function serializeBody(formats: BodyFormat[]): (init: Init) => object {
  return (init) => {
    const { body, bodySerializer, headers, params } = init;
    // openapi-fetch sends FormData as it is.
    if (body === undefined || body instanceof FormData || bodySerializer !== undefined) return init;
    const fields = {
      ...(headers instanceof Headers ? Object.fromEntries(headers) : headers),
      ...params?.header,
    };
    const [, chosen] = Object.entries(fields).find(([name]) => /^content-type$/i.test(name)) ?? [];
    const isChosen = typeof chosen === "string";
    const offered = formats.filter(
      ({ mediaType }) => !isChosen || essenceOf(mediaType) === essenceOf(chosen),
    );
    const isReady = isBytes(body) || (isChosen && typeof body === "string" && !isJson(chosen));
    // Another type than the spec has, with openapi-fetch's own way to write it.
    if (offered.length === 0 && !isReady) return init;
    const format = isReady ? offered.find(({ write }) => write === String) : pickFormat(body, offered);
    const content = isReady ? body : format?.write(body);
    const type = isChosen && !(content instanceof FormData) ? chosen : typeOf(content, format);
    return {
      ...init,
      bodySerializer: () => content,
      headers: { ...fields, "content-type": type },
      params: { ...params, header: {} },
    };
  };
}

/** The header's value; null if fetch knows it better: the boundary of a form, or the type of a Blob. */
function typeOf(content: unknown, format: BodyFormat | undefined): string | null {
  const isTyped = content instanceof FormData || (content as Partial<Blob>).type;
  return !isTyped && format && !format.mediaType.includes("*") ? format.mediaType : null;
}

function pickFormat(body: unknown, offered: BodyFormat[]): BodyFormat {
  const type = body === null ? "null" : Array.isArray(body) ? "array" : typeof body;
  const needsFiles = holdsBytes(body);
  const format = offered.find(({ types, takesFiles }) => types.includes(type) && (takesFiles || !needsFiles));
  if (format) return format;
  const names = offered.map(({ mediaType }) => mediaType).join(" or ");
  throw new Error(`${type}${needsFiles ? " with a file" : ""} can't be written as ${names}`);
}

/** A media type without its parameters. */
export function essenceOf(mediaType: string): string {
  return mediaType.replace(/[\s;].*/s, "").toLowerCase();
}

function isJson(mediaType: string): boolean {
  return /[/+]json\b/i.test(mediaType);
}

export function jsonFormat(mediaType: string, types: string[]): BodyFormat {
  return { mediaType, types, write: JSON.stringify };
}

/** Any other media type: text and bytes are sent as they are, and everything else is the caller's to write. */
export function plainFormat(mediaType: string): BodyFormat {
  return { mediaType, types: ["string", "number", "boolean"], write: String };
}

/** The second argument is what the spec's `encoding` says of properties. */
export function multipartFormat(mediaType: string, contentTypes: [name: string, type: string][]): BodyFormat {
  const write = (body: unknown) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(body as Fields)) {
      const contentType = contentTypes.find(([property]) => property === name)?.[1];
      for (const item of [value].flat())
        if (item !== undefined && item !== null) appendPart(form, name, item, contentType);
    }
    return form;
  };
  return { mediaType, types: ["object"], takesFiles: true, write };
}

/** Unless the spec says otherwise, an object is JSON, and everything else but a file is text. */
function appendPart(form: FormData, name: string, value: unknown, contentType: string | undefined): void {
  if (isFile(value)) {
    const file = value instanceof Blob ? value : new Blob([value]);
    const isTyped = file.type !== "" || contentType === undefined;
    const typed = isTyped
      ? file
      : new File([file], (file as Partial<File>).name ?? "blob", { type: contentType });
    form.append(name, typed);
    return;
  }
  if (typeof value === "function" || holdsBytes(value)) throw new Error(`${name} can't be written`);
  const type = contentType ?? (typeof value === "object" ? "application/json" : "text/plain");
  const text =
    isJson(type) || typeof value === "object"
      ? JSON.stringify(value)
      : `${value as string | number | boolean}`;
  // FormData has a type for files alone.
  form.append(name, essenceOf(type) === "text/plain" ? text : new Blob([text], { type }));
}

function isFile(value: unknown): value is Blob | BufferSource {
  return value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

/** Whether fetch takes it as it is. */
function isBytes(value: unknown): boolean {
  return isFile(value) || value instanceof URLSearchParams || value instanceof ReadableStream;
}

function holdsBytes(value: unknown): boolean {
  const isObject = typeof value === "object" && value !== null;
  return isObject && (isBytes(value) || Object.values(value).some(holdsBytes));
}
