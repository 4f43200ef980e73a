/** What venice.api sends for the bodies that a spec describes, as a server on a socket receives them. */
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test, vi } from "vitest";
import { parse } from "yaml";
import { render } from "../../scripts/generate/render.ts";
import { renderSerializers } from "../../scripts/generate/serializers.ts";
import type { JsonObject, SpecDocument } from "../../scripts/spec/openapi.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";
import { startServer, type HttpServer } from "../support/listen.ts";
import { SMALL_SPEC } from "../support/project-copy.ts";
import { installSerializers, restoreSerializers } from "../support/request-serializers.ts";
import { catchVeniceError, client } from "../support/venice.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

const text = { type: "string" };
const binary = { type: "string", format: "binary" };
const object = (properties: JsonObject) => ({ type: "object", properties });
const FORM = "multipart/form-data";
const URL_ENCODED = "application/x-www-form-urlencoded";

const UPLOAD = object({
  file: binary,
  files: { type: "array", items: binary },
  title: text,
  count: { type: "integer" },
  isDraft: { type: "boolean" },
  tags: { type: "array", items: text },
  options: object({ a: { type: "integer" }, file: binary }),
  rows: { type: "array", items: object({ a: { type: "integer" } }) },
  note: { type: "string", nullable: true },
});

/** The content of a body, by the path of the operation that takes it. */
const CONTENT: { [path: string]: JsonObject } = {
  "/multipart": { [FORM]: { schema: UPLOAD } },
  "/encoding": {
    [FORM]: {
      schema: UPLOAD,
      encoding: {
        file: { contentType: "audio/wav" },
        files: { contentType: "image/png, image/jpeg" },
        title: { contentType: "application/xml" },
        tags: { contentType: "text/plain; charset=utf-8" },
        options: { contentType: "application/vnd.options+json" },
        count: { contentType: "application/json" },
        isDraft: { contentType: "text/*" },
        note: { contentType: "application/json" },
        rows: { contentType: "text/plain", style: "form" },
      },
    },
  },
  "/form": { [URL_ENCODED]: { schema: UPLOAD } },
  "/styled": {
    [URL_ENCODED]: {
      schema: UPLOAD,
      encoding: {
        tags: { style: "pipeDelimited", explode: false },
        options: { style: "deepObject", explode: true },
        count: { contentType: "application/json" },
        rows: { contentType: "application/json" },
      },
    },
  },
  "/either": { "application/json": { schema: UPLOAD }, [FORM]: { schema: UPLOAD } },
  "/form-first": { [FORM]: { schema: UPLOAD }, "application/json": { schema: UPLOAD } },
  "/text-or-json": { "application/json": { schema: object({ a: text }) }, "text/plain": { schema: text } },
  "/text": { "text/plain; charset=utf-8": { schema: text } },
  "/bytes": { "application/octet-stream": { schema: binary } },
  "/image": { "image/*": { schema: binary } },
  "/any": { "*/*": { schema: binary } },
  "/json-or-bytes": { "application/json": {}, "application/octet-stream": { schema: binary } },
  "/xml": { "application/xml": { schema: object({ a: text }) } },
  "/patch": { "application/merge-patch+json": { schema: object({ a: text }) } },
  "/json": { "application/json": { schema: UPLOAD } },
  "/in-capitals": { "Multipart/Form-Data; x=1": { schema: UPLOAD } },
};

/** A parameter that needs a serializer of its own. */
const FILTER = { in: "query", name: "filter", content: { "application/json": { schema: {} } } };

const SPEC = specWith(CONTENT);

function specWith(contents: { [path: string]: JsonObject }): SpecDocument {
  const operation = (content: JsonObject, path: string) => ({
    operationId: path.slice(1),
    ...(path === "/in-capitals" && { parameters: [FILTER] }),
    requestBody: { required: true, content },
    responses: { "200": { description: "OK", content: { "application/json": { schema: {} } } } },
  });
  const paths = Object.entries(contents).map(([path, content]): [string, JsonObject] => [
    path,
    { post: operation(content, path), put: operation(content, `${path}-put`) },
  ]);
  const document = parse(SMALL_SPEC) as SpecDocument;
  return { ...document, paths: { ...document.paths, ...Object.fromEntries(paths) } };
}

interface Received {
  url: string | undefined;
  type: string | undefined;
  bytes: Buffer;
}
let server: HttpServer;
const received: Received[] = [];
/** What the server answers first. */
const statuses: number[] = [];

beforeAll(async () => {
  await installSerializers(SPEC);
  server = await startServer((request, response) => {
    void request.toArray().then((chunks) => {
      const { url, headers } = request;
      received.push({ url, type: headers["content-type"], bytes: Buffer.concat(chunks as Buffer[]) });
      response.writeHead(statuses.shift() ?? 200, { "content-type": "application/json" }).end("{}");
    });
  });
});
afterAll(() => {
  server.close();
  restoreSerializers();
});

type Call = (path: string, init: object) => Promise<unknown>;

/** Sends it, and returns what arrived. */
async function send(path: string, init: object, method: "POST" | "PUT" = "POST"): Promise<Received> {
  received.length = 0;
  const { api } = client({ baseUrl: server.origin });
  await (api[method] as Call)(path, init);
  return received.at(-1)!;
}

/** The fields of a form, by the platform's own parser: a file is its name, type and text. */
async function fieldsOf({ type, bytes }: Received): Promise<[name: string, value: unknown][]> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type! } }).formData();
  const fields = [...form].map(async ([name, value]): Promise<[string, unknown]> => {
    return [name, typeof value === "string" ? value : [value.name, value.type, await value.text()]];
  });
  return Promise.all(fields);
}

const WAV = new File(["RIFF"], "a voice.wav", { type: "audio/wav" });
const BYTES = new TextEncoder().encode("bytes");
const OCTETS = "application/octet-stream";

describe("venice.api sends an object as multipart/form-data if the spec says so", () => {
  it.each<[what: string, body: object, fields: [name: string, value: unknown][]]>([
    ["a file with its name and type", { file: WAV }, [["file", ["a voice.wav", "audio/wav", "RIFF"]]]],
    ["a Blob", { file: new Blob(["x"]) }, [["file", ["blob", OCTETS, "x"]]]],
    ["bytes", { file: BYTES }, [["file", ["blob", OCTETS, "bytes"]]]],
    ["a buffer", { file: BYTES.buffer }, [["file", ["blob", OCTETS, "bytes"]]]],
    [
      "a list of files",
      { files: [WAV, new Blob(["x"], { type: "image/png" })] },
      [
        ["files", ["a voice.wav", "audio/wav", "RIFF"]],
        ["files", ["blob", "image/png", "x"]],
      ],
    ],
    [
      "text, numbers and booleans",
      { title: "naïve 😀", count: 0, isDraft: false },
      [
        ["title", "naïve 😀"],
        ["count", "0"],
        ["isDraft", "false"],
      ],
    ],
    [
      "a list of text",
      { tags: ["a", "b,c", ""] },
      [
        ["tags", "a"],
        ["tags", "b,c"],
        ["tags", ""],
      ],
    ],
    ["an object", { options: { a: 1 } }, [["options", ["blob", "application/json", '{"a":1}']]]],
    [
      "a list of objects and lists",
      { rows: [{ a: 1 }, [2]] },
      [
        ["rows", ["blob", "application/json", '{"a":1}']],
        ["rows", ["blob", "application/json", "[2]"]],
      ],
    ],
    ["nothing for what has no value", { title: undefined, note: null, tags: [null, "a"] }, [["tags", "a"]]],
    ["an empty list, which is no field", { tags: [], title: "" }, [["title", ""]]],
    ["a name with quotes and a line end", { 'a"\r\nb': "1" }, [['a"\r\nb', "1"]]],
  ])("with %s", async (_what, body, fields) => {
    const request = await send("/multipart", { body });
    expect(request.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(await fieldsOf(request)).toEqual(fields);
  });

  it("with the media types of the spec's encoding", async () => {
    const body = {
      file: new File(["RIFF"], "a.wav"),
      files: [new Blob(["x"], { type: "image/png" }), new Blob(["y"])],
      title: "<a/>",
      tags: ["a"],
      options: { a: 1 },
      count: 1,
      isDraft: true,
      note: "n",
      rows: [{ a: 1 }],
    };
    expect(await fieldsOf(await send("/encoding", { body }))).toEqual([
      ["file", ["a.wav", "audio/wav", "RIFF"]],
      ["files", ["blob", "image/png", "x"]],
      ["files", ["blob", OCTETS, "y"]],
      ["title", ["blob", "application/xml", "<a/>"]],
      ["tags", "a"],
      ["options", ["blob", "application/vnd.options+json", '{"a":1}']],
      ["count", ["blob", "application/json", "1"]],
      ["isDraft", "true"],
      ["note", ["blob", "application/json", '"n"']],
      // A style is beyond FormData, but beside it a media type is ignored.
      ["rows", ["blob", "application/json", '{"a":1}']],
    ]);
    // What the caller says of a file is right.
    const flac = new File(["fLaC"], "a.flac", { type: "audio/flac" });
    expect(await fieldsOf(await send("/encoding", { body: { file: flac } }))).toEqual([
      ["file", ["a.flac", "audio/flac", "fLaC"]],
    ]);
  });

  it("beside parameters, and however the media type is written", async () => {
    const init = { body: { title: "t" }, params: { query: { filter: { a: 1 } } } };
    const request = await send("/in-capitals", init);
    expect(request.url).toBe("/in-capitals?filter=%7B%22a%22%3A1%7D");
    expect(await fieldsOf(request)).toEqual([["title", "t"]]);
  });

  it("again with the same boundary, if a PUT is retried", async () => {
    statuses.push(429);
    const last = await send("/multipart", { body: { file: WAV, title: "t" } }, "PUT");
    expect(received).toHaveLength(2);
    expect(received[0]).toEqual(last);
    expect(await fieldsOf(last)).toHaveLength(2);
  });

  it.each(["multipart/form-data", "Multipart/Form-Data; boundary=mine"])(
    "with the form's own boundary, if a caller sets the content type %s",
    async (type) => {
      for (const init of [
        { headers: { "Content-Type": type } },
        { headers: new Headers({ "content-type": type }) },
        { params: { header: { "Content-Type": type } } },
      ]) {
        const request = await send("/either", { body: { title: "t" }, ...init });
        expect(await fieldsOf(request)).toEqual([["title", "t"]]);
      }
    },
  );
});

describe("venice.api sends an object as a URL-encoded form if the spec says so", () => {
  it("with repeated fields, and objects as JSON", async () => {
    const body = {
      ...{
        title: "a&b=c +ü",
        count: 1,
        isDraft: true,
        tags: ["x", "y"],
        options: { a: 1 },
        rows: [{ a: 2 }],
      },
      ...{ note: null, files: undefined },
    };
    const request = await send("/form", { body });
    expect(request.type).toBe(URL_ENCODED);
    expect(await fieldsOf(request)).toEqual([
      ["title", "a&b=c +ü"],
      ["count", "1"],
      ["isDraft", "true"],
      ["tags", "x"],
      ["tags", "y"],
      ["options", '{"a":1}'],
      ["rows", '{"a":2}'],
    ]);
  });

  it("in the styles of the spec's encoding", async () => {
    const body = { tags: ["x", "y"], options: { a: 1 }, count: 1, rows: [{ a: 2 }, { a: 3 }], title: "t" };
    expect(await fieldsOf(await send("/styled", { body }))).toEqual([
      ["tags", "x|y"],
      ["options[a]", "1"],
      ["count", "1"],
      ["rows", '{"a":2}'],
      ["rows", '{"a":3}'],
      ["title", "t"],
    ]);
    expect((await send("/styled", { body: { tags: [], title: "t" } })).bytes.toString()).toBe("title=t");
  });
});

const FETCH_FORM = `${URL_ENCODED};charset=UTF-8`;

describe("venice.api sends as it is", () => {
  const form = new FormData();
  form.append("title", "mine");
  it.each<
    [what: string, path: string, init: object, type: string | RegExp | undefined, sent: string | RegExp]
  >([
    ["no body", "/multipart", {}, undefined, ""],
    ["FormData", "/multipart", { body: form }, /^multipart\/form-data; boundary=/, /mine/],
    ["URLSearchParams", "/form", { body: new URLSearchParams("a=1") }, FETCH_FORM, "a=1"],
    ["text for a form", "/form", { body: "a=1" }, URL_ENCODED, "a=1"],
    ["text", "/text", { body: "a b" }, "text/plain; charset=utf-8", "a b"],
    ["text beside JSON that is an object", "/text-or-json", { body: "a b" }, "text/plain", "a b"],
    ["a number in text", "/text", { body: 5 }, "text/plain; charset=utf-8", "5"],
    ["text of XML", "/xml", { body: "<a/>" }, "application/xml", "<a/>"],
    ["a Blob", "/bytes", { body: new Blob(["x"]) }, OCTETS, "x"],
    ["a Blob with a type", "/bytes", { body: new Blob(["x"], { type: "image/png" }) }, "image/png", "x"],
    ["a typed array", "/bytes", { body: BYTES }, OCTETS, "bytes"],
    ["a buffer", "/bytes", { body: BYTES.buffer }, OCTETS, "bytes"],
    ["a stream", "/bytes", { body: new Blob(["x"]).stream(), duplex: "half" }, OCTETS, "x"],
    [
      "a file of a range of types",
      "/image",
      { body: new Blob(["x"], { type: "image/png" }) },
      "image/png",
      "x",
    ],
    ["a file of a type that nobody named", "/image", { body: new Blob(["x"]) }, undefined, "x"],
    ["a file of any type", "/any", { body: new Blob(["x"], { type: "a/b" }) }, "a/b", "x"],
    [
      "a file whose type a header has",
      "/image",
      { body: new Blob(["x"]), headers: { "content-type": "image/gif" } },
      "image/gif",
      "x",
    ],
    [
      "text whose type a header has",
      "/image",
      { body: "<svg/>", headers: { "content-type": "image/svg+xml" } },
      "image/svg+xml",
      "<svg/>",
    ],
    [
      "what a caller's own serializer writes",
      "/multipart",
      { body: { title: "t" }, bodySerializer: ({ title }: { title: string }) => title },
      "application/json",
      "t",
    ],
    [
      "what a caller's own serializer writes, with its type",
      "/multipart",
      { body: { title: "t" }, bodySerializer: () => "own", headers: { "content-type": "a/b" } },
      "a/b",
      "own",
    ],
  ])("%s", async (_what, path, init, type, sent) => {
    const request = await send(path, init);
    expect(request.bytes.toString()).toEqual(
      typeof sent === "string" ? sent : (expect.stringMatching(sent) as string),
    );
    expect(request.type).toEqual(type instanceof RegExp ? (expect.stringMatching(type) as string) : type);
  });
});

describe("venice.api sends as JSON", () => {
  it.each<[what: string, path: string, init: object, type: string, sent: string]>([
    [
      "an object that could be a form, too",
      "/either",
      { body: { title: "t" } },
      "application/json",
      '{"title":"t"}',
    ],
    [
      "an object, if a header says so",
      "/form-first",
      { body: { title: "t" }, headers: { "content-type": "application/json; charset=utf-8" } },
      "application/json; charset=utf-8",
      '{"title":"t"}',
    ],
    [
      "a format on top of JSON",
      "/patch",
      { body: { a: null } },
      "application/merge-patch+json",
      '{"a":null}',
    ],
    ["an object beside text", "/text-or-json", { body: { a: "b" } }, "application/json", '{"a":"b"}'],
    [
      "an object whose media type the spec hasn't",
      "/multipart",
      { body: { a: 1 }, headers: { "content-type": "application/cbor" } },
      "application/cbor",
      '{"a":1}',
    ],
    [
      "text, if a header says so",
      "/json-or-bytes",
      { body: "a", headers: { "content-type": "application/json" } },
      "application/json",
      '"a"',
    ],
    ["every body of another operation", "/json", { body: "a" }, "application/json", '"a"'],
  ])("%s", async (_what, path, init, type, sent) => {
    const request = await send(path, init);
    expect(request).toMatchObject({ type, bytes: Buffer.from(sent) });
  });

  it("nothing that holds a file, if the spec also has a form", async () => {
    for (const body of [{ file: WAV }, { files: [WAV] }])
      expect((await fieldsOf(await send("/either", { body })))[0]![1]).toEqual([
        "a voice.wav",
        "audio/wav",
        "RIFF",
      ]);
  });
});

const CYCLE: { self?: object } = {};
CYCLE.self = CYCLE;

describe("venice.api sends nothing, and rejects with a VeniceError, for", () => {
  it.each<[what: string, path: string, body: unknown]>([
    ["a file inside JSON inside a form", "/multipart", { options: { file: WAV } }],
    ["a stream in a form", "/multipart", { file: new Blob(["x"]).stream() }],
    ["a symbol in a form", "/multipart", { title: Symbol("s") }],
    ["a function in a form", "/multipart", { title: () => {} }],
    ["a BigInt inside JSON inside a form", "/multipart", { options: { a: 1n } }],
    ["a cycle in a form", "/multipart", CYCLE],
    ["a list in place of a form", "/multipart", [1]],
    ["text in place of a form", "/multipart", "text"],
    ["null in place of a form", "/multipart", null],
    ["a file in a URL-encoded form", "/form", { file: WAV }],
    ["a nested value that the style can't write", "/styled", { options: { a: { b: 1 } } }],
    ["a lone surrogate in a URL-encoded form", "/form", { title: "\ud800" }],
    ["an object in text", "/text", {}],
    ["an object in XML", "/xml", { a: "b" }],
    ["a function", "/patch", () => {}],
  ])("%s", async (_what, path, body) => {
    received.length = 0;
    vi.useFakeTimers();
    try {
      const { api } = client({ baseUrl: server.origin });
      const error = await catchVeniceError(() => (api.POST as Call)(path, { body }));
      expect(error).toMatchObject({ name: "VeniceConfigError", outcome: "not_created", attempts: 0 });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
    expect(received).toEqual([]);
  });
});

test("what venice.api sends as a form has the types of its schema, with Blob for files", async () => {
  const { files } = await render(SPEC);
  const program = `
    import type { VeniceApi } from "../src/api.ts";
    declare const api: VeniceApi;
    declare const file: File;
    export const right = [
      api.POST("/multipart", { body: { file, files: [new Blob([])], count: 1, options: { a: 1 }, note: null } }),
      api.POST("/form", { body: { tags: ["a"], isDraft: true } }),
      api.POST("/either", { body: { files: [file] } }),
      api.POST("/text", { body: "text" }),
      api.POST("/bytes", { body: file }),
    ];
    // @ts-expect-error a file is no text
    export const text = api.POST("/multipart", { body: { file: "RIFF" } });
    // @ts-expect-error a number is no text
    export const count = api.POST("/form", { body: { count: "1" } });
    // @ts-expect-error bytes are no object
    export const bytes = api.POST("/bytes", { body: { file } });
    // @ts-expect-error a form is required
    export const missing = api.POST("/multipart");
  `;
  compileFacade(REPOSITORY, {
    ...files,
    "generated/spec.ts": `${String(files["generated/spec.ts"])}${program}`,
  });
});

describe("the generated code for bodies", () => {
  const modulesOf = (contents: { [path: string]: JsonObject }) => {
    const { files, imports } = renderSerializers(specWith(contents));
    return [...Object.keys(files).sort(), ...(imports.match(/\w+Format\b/g) ?? []).sort()];
  };
  const only = (path: string) => modulesOf({ [path]: CONTENT[path]! });

  it("is missing if every body is JSON", () => {
    expect(only("/json")).toEqual([]);
    expect(modulesOf({ "/range": { "*/*": { schema: {} } }, "/text": { "application/*": {} } })).toEqual([]);
  });

  it("is what the media types need", () => {
    expect(only("/multipart")).toEqual(["serialize-bodies.ts", "multipartFormat"]);
    expect(only("/either")).toEqual(["serialize-bodies.ts", "jsonFormat", "multipartFormat"]);
    expect(only("/form")).toEqual([
      ...["serialize-bodies.ts", "serialize-form.ts", "serialize-parameters.ts", "formFormat"],
    ]);
  });
});
