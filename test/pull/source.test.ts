import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { describeCause } from "../../scripts/pull/response.ts";
import { isUrl, readSource } from "../../scripts/pull/source.ts";
import { parseSourceUrl } from "../../scripts/pull/url.ts";
import { readSpec } from "../../scripts/gate/gate.ts";
import { startServer, type HttpServer } from "../support/listen.ts";
import { bytes } from "../support/bytes.ts";
import { TINY_SPEC, tinySpec, withSchema } from "../support/tiny-spec.ts";

const QUICK = { backoffMs: 1, timeoutMs: 10_000, maxBytes: 10_000 };
const SPEC = Buffer.from(TINY_SPEC);

let server: HttpServer;
let folder: string;
let requests: IncomingMessage[];
let answer: RequestListener;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "source-"));
  requests = [];
  server = await startServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
  server.close();
});

const url = (path = "/"): string => server.origin + path;

/** One handler for each attempt; the last one stays. */
function inTurn(...handlers: RequestListener[]): RequestListener {
  return (request, response) => handlers[Math.min(requests.length, handlers.length) - 1]?.(request, response);
}
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end();
const ok =
  (headers: Record<string, string> = {}, body = SPEC): RequestListener =>
  (_, response) =>
    response.writeHead(200, headers).end(body);
const drop: RequestListener = (request) => request.socket.destroy();
const breakOff: RequestListener = (_, response) => {
  response.writeHead(200, { "content-length": SPEC.length });
  response.write(SPEC.subarray(0, 100), () => response.destroy());
};

test("a file is read without a change, and closed", async () => {
  const file = join(folder, "spec.yaml");
  writeFileSync(file, SPEC);
  const handle = await open(file);
  const read = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "readFile");
  await handle.close();
  expect(await readSource(file)).toEqual({ status: "read", bytes: SPEC, etag: undefined });
  // The descriptor of a closed file.
  expect(read.mock.contexts).toMatchObject([{ fd: -1 }]);
  read.mockRestore();
});

test("a URL is read with its entity tag, and the progress is reported", async () => {
  answer = ok({ etag: 'W/"abc"' });
  const lines: string[] = [];
  const pulled = await readSource(url("/spec.yaml"), { onProgress: (line) => lines.push(line) }, QUICK);
  expect(pulled).toEqual({ status: "read", bytes: SPEC, etag: 'W/"abc"' });
  expect(lines).toEqual([`Pulling ${url("/spec.yaml")}`]);
  expect(requests[0]?.headers).toMatchObject({
    "accept-encoding": "identity",
    accept: expect.stringMatching(/yaml.*json.*markdown.*\*\/\*/) as string,
  });
  expect(requests[0]?.headers).not.toHaveProperty("if-none-match");
});

test("an entity tag is sent, and a 304 means that nothing has changed", async () => {
  answer = status(304);
  expect(await readSource(url(), { etag: '"abc"' }, QUICK)).toEqual({ status: "not_modified" });
  expect(requests[0]?.headers["if-none-match"]).toBe('"abc"');
});

test("an entity tag is sent, and a 200 with new bytes is read, with its new tag", async () => {
  answer = ok({ etag: '"def"' });
  expect(await readSource(url(), { etag: '"abc"' }, QUICK)).toEqual({
    status: "read",
    bytes: SPEC,
    etag: '"def"',
  });
  expect(requests[0]?.headers["if-none-match"]).toBe('"abc"');
});

test.each([
  ["a pull that waits for an answer", (): void => undefined],
  ["a pull within the body", (_: unknown, response: ServerResponse) => void response.write("openapi:")],
  ["a pull that waits before it tries again", status(503, { "retry-after": "3600" })],
])("%s stops at its signal, with the signal's reason", async (_, handler: RequestListener) => {
  const controller = new AbortController();
  const reason = new Refusal("interrupted");
  const abort = () => setImmediate(() => controller.abort(reason));
  answer = (request, response) => {
    handler(request, response);
    if (!response.writableEnded) abort();
  };
  // The wait begins in the same turn.
  const onProgress = (line: string) => {
    if (line.includes("trying again")) abort();
  };
  const limits = { ...QUICK, timeoutMs: 3_600_000, maxWaitMs: 3_600_000 };
  await expect(readSource(url(), { signal: controller.signal, onProgress }, limits)).rejects.toBe(reason);
  expect(requests).toHaveLength(1);
});

test.each(["abc def", 'x"abc"', '"abc"x'])(
  "the entity tag %s is not kept, as it couldn't be sent back",
  async (etag) => {
    answer = ok({ etag });
    expect(await readSource(url(), {}, QUICK)).toMatchObject({ etag: undefined });
  },
);

test.each<[string, RequestListener, number]>([
  ["a 500", inTurn(status(500), ok()), 2],
  ["a 408, then a 429 with Retry-After", inTurn(status(408), status(429, { "retry-after": "0" }), ok()), 3],
  [
    "a 503 until a date that has passed",
    inTurn(status(503, { "retry-after": new Date(0).toUTCString() }), ok()),
    2,
  ],
  [
    "a Retry-After that has passed by the server's own clock",
    inTurn(
      status(503, {
        date: "Fri, 01 Jan 2100 00:00:01 GMT",
        "retry-after": "Fri, 01 Jan 2100 00:00:00 GMT",
      }),
      ok(),
    ),
    2,
  ],
  ["a malformed Retry-After", inTurn(status(503, { "retry-after": "-1" }), ok()), 2],
  ["a dropped connection", inTurn(drop, ok()), 2],
  ["a body that breaks off", inTurn(breakOff, ok()), 2],
  ...[301, 302, 303, 307, 308].map((code): [string, RequestListener, number] => [
    `a ${code} on the same machine`,
    inTurn(status(code, { location: "/b" }), ok()),
    2,
  ]),
  ["five redirects", inTurn(...Array<RequestListener>(5).fill(status(307, { location: "/b" })), ok()), 6],
  ["a correct content length", ok({ "content-length": String(SPEC.length) }), 1],
  [
    "a body in two chunks",
    (_, response) => response.write(SPEC.subarray(0, 10), () => response.end(SPEC.subarray(10))),
    1,
  ],
  [
    "gzip that was not requested, with the length of the compressed bytes",
    ok({ "content-encoding": "gzip", "content-length": String(gzipSync(SPEC).length) }, gzipSync(SPEC)),
    1,
  ],
  ["gzip that was not requested, in chunks", ok({ "content-encoding": "gzip" }, gzipSync(SPEC)), 1],
])("a URL is read: %s", async (_, handler, attempts) => {
  answer = handler;
  expect(await readSource(url(), {}, QUICK)).toMatchObject({ status: "read", bytes: SPEC });
  expect(requests).toHaveLength(attempts);
});

test.each<[string, RequestListener, RegExp, number]>([
  [
    "a 404",
    status(404),
    /answered 404 Not Found: if the spec has moved, give its new address with --source$/,
    1,
  ],
  ["a 410", status(410), /answered 410 Gone: if the spec has moved/, 1],
  [
    "a 403",
    status(403),
    /answered 403 Forbidden: .*download it in a browser and give the file with --source$/,
    1,
  ],
  ["a 401", status(401), /answered 401 Unauthorized: .*want a login/, 1],
  ["a 400", status(400), /answered 400 Bad Request$/, 1],
  ["a 400 without a reason phrase", (_, response) => response.writeHead(400, "").end(), /answered 400$/, 1],
  ["a 204", status(204), /answered 204/, 1],
  ["a 206", status(206), /answered 206/, 1],
  ["a 304 to a request without an entity tag", status(304), /answered 304/, 1],
  ["a 500 that stays", status(500), /answered 500 Internal Server Error \(after 4 attempts\)/, 4],
  ["a Retry-After of an hour", status(429, { "retry-after": "3600" }), /asks to wait 3600 s: try later/, 1],
  ["connections that drop", drop, /can't be reached: other side closed \(after 4 attempts\)/, 4],
  ["bodies that break off", breakOff, /broke off after 100 bytes.*after 4 attempts/, 4],
  [
    "a content length over the cap",
    // No more of it comes.
    (_, response) => void response.writeHead(200, { "content-length": "10001" }).write("a"),
    /is over 10000 bytes/,
    1,
  ],
  [
    "a body that grows over the cap",
    (_, response) => {
      const more = (): unknown =>
        response.destroyed || response.write(Buffer.alloc(4096), () => setImmediate(more));
      more();
    },
    /is over 10000 bytes/,
    1,
  ],
  [
    "a gzip bomb",
    ok({ "content-encoding": "gzip" }, gzipSync(Buffer.alloc(1_000_000))),
    /is over 10000 bytes/,
    1,
  ],
  ["damaged gzip", ok({ "content-encoding": "gzip" }, Buffer.from("not gzip")), /broke off after 0 bytes/, 4],
  ["a redirect loop", status(301, { location: "/" }), /redirects more than 5 times/, 6],
  ["a redirect to nowhere", status(302), /to no valid location/, 1],
  ["a redirect to plain http elsewhere", status(302, { location: "http://evil.example/" }), /only https/, 1],
  ["a redirect to a file", status(302, { location: "file:///etc/passwd" }), /only https/, 1],
  [
    "a redirect to https from this machine's http",
    status(308, { location: "https://a.example/" }),
    /only https to https/,
    1,
  ],
  ["a redirect with credentials", status(302, { location: "http://u:p@127.0.0.1/" }), /no credentials/, 1],
])("a URL is refused with its reason: %s", async (_, handler, reason, attempts) => {
  answer = handler;
  const failure: unknown = await readSource(url(), {}, QUICK).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Refusal);
  expect(failure).toHaveProperty("message", expect.stringMatching(reason));
  expect(requests).toHaveLength(attempts);
});

test.each<[string, RequestListener]>([
  ["before the headers", () => undefined],
  ["within the body", (_, response) => response.write("openapi:")],
  ["between two attempts", status(503, { "retry-after": "3600" })],
])("a server that stalls %s is refused at the time limit", async (_, handler) => {
  answer = handler;
  const { signal } = new AbortController();
  const limits = { ...QUICK, timeoutMs: 100, maxWaitMs: 3_600_000 };
  await expect(readSource(url(), { signal }, limits)).rejects.toThrow(/not read within 0\.1 s/);
  expect(requests).toHaveLength(1);
});

test("each wait before another attempt is at most twice the last, and announced", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  onTestFinished(() => void vi.restoreAllMocks());
  answer = status(503);
  const lines: string[] = [];
  const pulling = readSource(
    url("/a"),
    { onProgress: (line) => lines.push(line) },
    { ...QUICK, backoffMs: 200 },
  );
  await expect(pulling).rejects.toThrow(/after 4 attempts/);
  const failed = `${url("/a")} answered 503 Service Unavailable; trying again in`;
  expect(lines).toEqual([`Pulling ${url("/a")}`, `${failed} 0.1 s`, `${failed} 0.2 s`, `${failed} 0.4 s`]);
});

const NOW = "Fri, 01 Jan 2100 00:00:00 GMT";
const IN_A_MINUTE = "Fri, 01 Jan 2100 00:01:00 GMT";
test.each([
  ["3600", 3600],
  [IN_A_MINUTE, 60],
  // Malformed, or no wait at all: the pull goes on at once.
  ["0", 0],
  [NOW, 0],
  ["60 s", 0],
  ["x 60", 0],
  ["1234567890", 0],
  ["January 2101", 0],
  [`x ${IN_A_MINUTE}`, 0],
  [`${IN_A_MINUTE}+00:00`, 0],
])("a Retry-After of %j asks to wait %i s", async (value, seconds) => {
  answer = inTurn(status(503, { date: NOW, "retry-after": value }), ok());
  const pulling = readSource(url(), {}, { ...QUICK, backoffMs: 0, maxWaitMs: 0 });
  if (seconds > 0) await expect(pulling).rejects.toThrow(`the server asks to wait ${seconds} s: try later`);
  else expect(await pulling).toMatchObject({ status: "read" });
});

test.each<[string, unknown, string]>([
  ["an error", new Error("a"), "a"],
  ["an error with a cause", new Error("a", { cause: new Error("b") }), "b"],
  ["an error with a cause that is none", new Error("a", { cause: "b" }), "a"],
  ["a cause with a code alone", new Error("a", { cause: Object.assign(new Error(), { code: "C" }) }), "C"],
  [
    "a cause with a code and words",
    new Error("a", { cause: Object.assign(new Error("b"), { code: "C" }) }),
    "b",
  ],
  ["a cause without anything", new Error("a", { cause: new Error() }), ""],
  ["a text", "a", "a"],
  ["nothing", undefined, "undefined"],
])("the message of a failure is taken from %s", (_, error, reason) => {
  expect(describeCause(error)).toBe(reason);
});

test("a source of exactly the size limit is read", async () => {
  const limits = { ...QUICK, maxBytes: SPEC.length };
  const file = join(folder, "spec.yaml");
  writeFileSync(file, SPEC);
  expect(await readSource(file, {}, limits)).toMatchObject({ bytes: SPEC });
  answer = ok({ "content-length": String(SPEC.length) });
  expect(await readSource(url(), {}, limits)).toMatchObject({ bytes: SPEC });
});

/** What this process has open, without what it closes meanwhile. */
function openFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`)];
    } catch {
      return [];
    }
  });
}

test.runIf(process.platform === "linux")("a file is closed after it was read", async () => {
  const file = join(folder, "spec.yaml");
  writeFileSync(file, SPEC);
  await readSource(file);
  expect(openFiles()).not.toContain(file);
});

test("a body that is shorter than its content length is refused, even if fetch accepts it", async () => {
  const short = (): Response => new Response("abc", { headers: { "content-length": "4" } });
  vi.stubGlobal("fetch", () => Promise.resolve(short()));
  await expect(readSource("https://venice.ai/a", {}, QUICK)).rejects.toThrow(/sent 3 of 4 bytes/);
});

test("a body that isn't read is cancelled, so that its socket is free", async () => {
  const closed: number[] = [];
  answer = inTurn((_, response) => {
    response.on("close", () => closed.push(1));
    response.writeHead(302, { location: "/b" });
    // Never ends.
    response.write("moved");
  }, ok());
  await readSource(url(), {}, QUICK);
  await expect.poll(() => closed, { timeout: 60_000 }).toEqual([1]);
});

test("a body that is too large is cancelled, so that its socket is free", async () => {
  const closed: number[] = [];
  answer = (_, response) => {
    response.on("close", () => closed.push(1));
    // Never ends.
    response.write(Buffer.alloc(20_000));
  };
  await expect(readSource(url(), {}, QUICK)).rejects.toThrow(/is over 10000 bytes/);
  await expect.poll(() => closed, { timeout: 60_000 }).toEqual([1]);
});

test.each([
  ["C:\\spec.yaml", false],
  ["spec.yaml", false],
  ["/a:b/spec.yaml", false],
  ["/ab:c/spec.yaml", false],
  ["https://a.example/", true],
  ["file:///a", true],
])("the source %s is a URL: %s", (source, expected) => {
  expect(isUrl(source)).toBe(expected);
});

test("an https URL that redirects to http is refused, even on this machine", async () => {
  const fetched = vi.fn(() =>
    Promise.resolve(new Response(null, { status: 302, headers: { location: url() } })),
  );
  vi.stubGlobal("fetch", fetched);
  await expect(readSource("https://venice.ai/a", {}, QUICK)).rejects.toThrow(/only https to https/);
  expect(fetched).toHaveBeenCalledTimes(1);
  expect(requests).toHaveLength(0);
});

test.each(["https://venice.ai/a", "http://localhost/a", "http://127.0.0.10:8080/a", "http://[::1]/a"])(
  "%s may be read",
  (source) => {
    expect(parseSourceUrl(source).href).toBe(source);
  },
);

test.each([
  ["plain http elsewhere", "http://venice.ai/a", /only https/],
  ["a host that ends like loopback", "http://evillocalhost/", /only https/],
  ["another protocol on this machine", "ftp://localhost/", /only https/],
  ["a host that looks like loopback", "http://127.0.0.1.evil.example/", /only https/],
  ["a file's URL", "file:///etc/passwd", /only https/],
  ["data in a URL", "data:text/yaml,openapi", /only https/],
  ["credentials", "https://user:secret@venice.ai/", /^the source venice\.ai must hold no credentials/],
  ["no valid URL", "https://", /neither a file nor a valid URL/],
])("a source is refused before anything is sent: %s", async (_, source, reason) => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  await expect(readSource(source, {}, QUICK)).rejects.toThrow(Refusal);
  await expect(readSource(source, {}, QUICK)).rejects.toThrow(reason);
  expect(fetched).not.toHaveBeenCalled();
});

test("a path that the system fails to open is refused with the system's code", async () => {
  const file = join(folder, "file");
  writeFileSync(file, SPEC);
  await expect(readSource(join(file, "spec.yaml"), {}, QUICK)).rejects.toThrow(/: ENOTDIR$/);
});

test("the refusal of a path shows the absolute path", async () => {
  const path = `a/${"long-".repeat(30)}spec.yaml`;
  await expect(readSource(path, {}, QUICK)).rejects.toThrow(
    `can't open ${JSON.stringify(resolve(path))}: there is no such file`,
  );
});

test.each<[string, (file: string) => void, RegExp]>([
  ["a missing file", () => undefined, /: there is no such file$/],
  ["a file over the cap", (file) => writeFileSync(file, Buffer.alloc(10_001)), /is over 10000 bytes/],
  ["a folder", (file) => execFileSync("mkdir", [file]), /is not a file/],
  ["a named pipe", (file) => execFileSync("mkfifo", [file]), /is not a file/],
])("a path is refused with its reason: %s", async (_, make, reason) => {
  const file = join(folder, "spec.yaml");
  make(file);
  await expect(readSource(file, {}, QUICK)).rejects.toThrow(Refusal);
  await expect(readSource(file, {}, QUICK)).rejects.toThrow(reason);
});

test.each<[string, (target: string) => string]>([
  ["a reference", (target) => withSchema("A", { $ref: target })],
  ["a reference with a fragment", (target) => withSchema("A", { $ref: `${target}#/components/schemas/A` })],
  ["a reference in an example", (target) => withSchema("A", { example: { $ref: target } })],
  ["an external example", (target) => withSchema("A", { example: { externalValue: target } })],
  [
    "a mapping",
    (target) => withSchema("A", { discriminator: { propertyName: "t", mapping: { x: target } } }),
  ],
  ["a dialect", (target) => withSchema("A", { $schema: target })],
  [
    "an address",
    (target) => withSchema("A", { $id: target, not: { $ref: "other" } }).replace("3.0.0", "3.1.0"),
  ],
  ["a path's reference", (target) => tinySpec("components:", `  /a:\n    $ref: ${target}\ncomponents:`)],
  ["the server", (target) => tinySpec("https://api.venice.ai/api/v1", target)],
])("a hostile publication is refused and nothing is fetched: %s", async (_, spec) => {
  answer = ok();
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  expect(() => readSpec(bytes(spec(url("/hostile.yaml"))))).toThrow(Refusal);
  // A request that something had started would have arrived before this one.
  vi.unstubAllGlobals();
  await readSource(url("/last"), {}, QUICK);
  expect(fetched).not.toHaveBeenCalled();
  expect(requests.map((request) => request.url)).toEqual(["/last"]);
});
