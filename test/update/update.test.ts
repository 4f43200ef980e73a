import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { check } from "../../scripts/update/check.ts";
import { sha256 } from "../../scripts/spec/hash.ts";
import type { UpdateOptions } from "../../scripts/update/result.ts";
import { updateSpec } from "../../scripts/update/update.ts";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import { startServer, type HttpServer } from "../support/listen.ts";
import {
  copyProject,
  publication,
  readJson,
  removeProject,
  SMALL_SPEC,
  SMALL_VERSION,
  writeSource,
  withProjectForEachTest,
} from "../support/project-copy.ts";

const NEXT = "20260203.040506";
const LIST_MODELS = SMALL_SPEC.slice(SMALL_SPEC.indexOf("  /models:\n"), SMALL_SPEC.indexOf("components:\n"));
/** Adds an optional property to a request. */
const WITH_PROJECT: [string, string] = [
  "                limitPeriod:\n",
  "                project:\n                  type: string\n                  maxLength: 3\n                limitPeriod:\n",
];

let root: string;
withProjectForEachTest((copy) => (root = copy));

const update = (text: string, options: UpdateOptions = {}) =>
  updateSpec(root, { source: writeSource(root, text), ...options });
const generated = (name: string) => readFileSync(join(root, "generated", name), "utf8");

test("an update from the same bytes is unchanged", async () => {
  const before = hashTree(root);
  const identity = { version: SMALL_VERSION, sha256: sha256(SMALL_SPEC) };
  expect(await update(SMALL_SPEC)).toEqual({
    status: "unchanged",
    reason: "the source has the same bytes as the snapshot",
    from: identity,
    to: identity,
    impact: "none",
    operations: [],
    report: undefined,
  });
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

test("a snapshot that is truncated at any line break is refused", async () => {
  const source = writeSource(root, "");
  const before = hashTree(root);
  const lines = SMALL_SPEC.split(/(?<=\n)/);
  for (let kept = 1; kept < lines.length; kept++) {
    writeFileSync(source, lines.slice(0, kept).join(""));
    expect((await updateSpec(root, { source })).status).toBe("refused");
  }
  writeFileSync(source, "");
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

test("an optional property of createApiKey changes the types, the validator and the release, but not src/", async () => {
  const before = hashTree(root);
  const versionBefore = readJson(root, "package.json")["version"];
  const text = publication(NEXT, WITH_PROJECT);
  const result = await update(text);
  expect(result).toMatchObject({
    status: "updated",
    reason: `version ${SMALL_VERSION} was followed by ${NEXT}`,
    from: { version: SMALL_VERSION, sha256: sha256(SMALL_SPEC) },
    to: { version: NEXT, sha256: sha256(text) },
    impact: "minor",
    operations: [
      { operationId: "createApiKey", impact: "minor", changes: ["request: optional property project added"] },
    ],
  });
  expect(generated("venice.d.ts")).toContain("project?: string;");
  expect(generated("validate-create-api-key.js")).toContain("/project");
  expect(generated("spec.ts")).toContain(`SPEC_VERSION = "${NEXT}"`);
  expect(readFileSync(join(root, "openapi/venice.yaml"), "utf8")).toBe(text);
  expect(readJson(root, "openapi/venice.lock.json")).toMatchObject({ version: NEXT, sha256: sha256(text) });
  const { version } = readJson(root, "package.json");
  expect(version).not.toBe(versionBefore);
  expect(readJson(root, "package-lock.json")).toMatchObject({ version, packages: { "": { version } } });
  expect(readFileSync(join(root, "CHANGELOG.md"), "utf8")).toMatch(
    new RegExp(String.raw`## ${String(version)}[\s\S]*${NEXT}[\s\S]*optional property project added`),
  );
  expect(await check(root)).toEqual([]);
  expect(changedPaths(before, hashTree(root)).filter((path) => path.startsWith("src/"))).toEqual([]);
});

test("a publication that changes only its version changes nothing else that callers see", async () => {
  const before = hashTree(root);
  const result = await update(publication(NEXT));
  expect(result).toMatchObject({ status: "updated", impact: "none", operations: [] });
  expect(result.reason).toBe(`version ${SMALL_VERSION} was followed by ${NEXT}, which means the same`);
  expect(changedPaths(before, hashTree(root))).toEqual([
    "CHANGELOG.md",
    "generated/spec.ts",
    "openapi/venice.lock.json",
    "openapi/venice.yaml",
  ]);
});

test("a version that was published again with other content is named in the reason", async () => {
  const result = await update(publication(SMALL_VERSION, WITH_PROJECT));
  expect(result).toMatchObject({
    status: "updated",
    reason: `version ${SMALL_VERSION} was published again with other content`,
  });
});

test("a publication in JSON is accepted like one in YAML", async () => {
  const { parse } = await import("yaml");
  const result = await update(JSON.stringify(parse(publication(NEXT))));
  expect(result).toMatchObject({ status: "updated", impact: "none" });
  expect(await check(root)).toEqual([]);
});

test("a page with a new block is accepted, and one with the snapshot's block is unchanged", async () => {
  const page = (block: string) => `# A page\n\n\`\`\`\`yaml POST /api_keys\n${block}\`\`\`\`\n`;
  expect(await update(page(SMALL_SPEC))).toMatchObject({ status: "unchanged" });
  expect(await update(page(publication(NEXT)))).toMatchObject({ status: "updated" });
});

const ID = "operationId: createApiKey";
const OLDER = publication("20250101.000000");
const FEWER = publication(NEXT, [LIST_MODELS, ""]);

describe.each<[what: string, text: string, reason: RegExp]>([
  ["an older version", OLDER, /20250101\.000000, older than the snapshot's .*--allow-downgrade/s],
  [
    "a spec with one operation less",
    FEWER,
    /lacks operations.*listModels \(GET \/models\).*--allow-removals/s,
  ],
  ["an empty source", "", /empty/],
  ["an HTML page", "<!doctype html><p>Bad gateway", /HTML/],
  [
    "the first half of a spec",
    SMALL_SPEC.slice(0, SMALL_SPEC.length / 2),
    /not usable YAML|cut off|lacks operations/,
  ],
  ["a spec of Swagger 2.0", "swagger: 2.0\n", /not OpenAPI/],
  [
    "createApiKey under another id",
    publication(NEXT, [ID, "operationId: makeApiKey"]),
    /no operation createApiKey.*renamed/,
  ],
  [
    "a createApiKey that takes a form",
    publication(NEXT, ["application/json", "multipart/form-data"]),
    /createApiKey request has no application\/json schema/,
  ],
  [
    "a createApiKey without a success",
    publication(NEXT, ['        "200":', '        "300":']),
    /createApiKey 200 response has no application\/json/,
  ],
  [
    "a createApiKey that returns no secret",
    publication(
      NEXT,
      [/ {22}apiKey:\n.*\n/.exec(SMALL_SPEC)![0], ""],
      ["                      - apiKey\n", ""],
    ),
    /does not compile with this spec:\nsrc\/.*apiKey/,
  ],
])("%s", (_what, text, reason) => {
  test("is refused with the reason, and changes no file", async () => {
    const before = hashTree(root);
    const result = await update(text);
    expect(result).toMatchObject({ status: "refused", from: { version: SMALL_VERSION }, impact: "none" });
    expect(result.reason).toMatch(reason);
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  });
});

test.each<[what: string, text: string, options: UpdateOptions, impact: string]>([
  ["an older version", OLDER, { allowDowngrade: true }, "none"],
  ["a spec with one operation less", FEWER, { allowRemovals: true }, "major"],
])("%s is accepted if its flag is set", async (_what, text, options, impact) => {
  expect(await update(text, options)).toMatchObject({ status: "updated", impact });
  expect(await check(root)).toEqual([]);
});

test("a dry run has the result of the update, and changes no file", async () => {
  const before = hashTree(root);
  const text = publication(NEXT, WITH_PROJECT);
  const dry = await update(text, { dryRun: true });
  expect(changedPaths(before, hashTree(root))).toEqual([]);
  expect(dry).toEqual(await update(text));
});

test.each([
  ["openapi/venice.yaml", /^openapi\/venice.yaml is missing.*git checkout/],
  ["openapi/venice.lock.json", /^openapi\/venice.lock.json is missing.*git checkout/],
  ["generated/venice.d.ts", /^generated\/venice.d.ts is missing.*npm run generate/],
])("a tree without %s is refused with the command that restores it", async (path, reason) => {
  rmSync(join(root, path));
  const result = await update(publication(NEXT, WITH_PROJECT));
  expect(result.status).toBe("refused");
  expect(result.reason).toMatch(reason);
});

test("an edited snapshot is refused, even if the source is unchanged", async () => {
  appendFileSync(join(root, "openapi/venice.yaml"), "# edited\n");
  const before = hashTree(root);
  for (const text of [SMALL_SPEC, publication(NEXT, WITH_PROJECT)]) {
    const { status, reason } = await update(text);
    expect(status).toBe("refused");
    expect(reason).toMatch(/venice\.yaml is not what was pulled, .*git checkout -- openapi\/venice\.yaml/);
  }
  expect(changedPaths(before, hashTree(root))).toEqual([]);
});

test("a source file that doesn't exist is refused", async () => {
  expect(await updateSpec(root, { source: join(root, "nothing.yaml") })).toMatchObject({ status: "refused" });
});

test("a first snapshot is accepted without a release", async () => {
  const bare = copyProject(root);
  try {
    for (const path of ["openapi", "generated"]) removeProject(join(bare, path));
    const result = await updateSpec(bare, { source: writeSource(bare, SMALL_SPEC) });
    expect(result).toMatchObject({ status: "updated", from: { version: null, sha256: null } });
    expect(changedPaths(hashTree(root), hashTree(bare))).toEqual([]);
  } finally {
    removeProject(bare);
  }
});

describe("an update over HTTP", () => {
  let server: HttpServer;
  let answer: RequestListener;
  let url: string;

  beforeEach(async () => {
    server = await startServer((request, response) => answer(request, response));
    url = `${server.origin}/spec.yaml`;
  });
  afterEach(() => server.close());

  test("is unchanged by the lock's ETag, from the lock's URL", async () => {
    answer = (request, response) =>
      request.headers["if-none-match"] === '"1"'
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"1"' }).end(publication(NEXT));
    expect(await updateSpec(root, { source: url })).toMatchObject({ status: "updated" });
    expect(readJson(root, "openapi/venice.lock.json")).toMatchObject({ source: url, etag: '"1"' });
    const before = hashTree(root);
    expect(await updateSpec(root, {})).toMatchObject({
      status: "unchanged",
      reason: "the source has not changed since (HTTP 304)",
      from: { version: NEXT },
      to: { version: NEXT },
    });
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  });

  test("sends the lock's ETag to no other source", async () => {
    const lock = {
      ...readJson(root, "openapi/venice.lock.json"),
      source: "https://example.com",
      etag: '"1"',
    };
    writeFileSync(join(root, "openapi/venice.lock.json"), JSON.stringify(lock));
    answer = (request, response) =>
      response.writeHead(request.headers["if-none-match"] === undefined ? 200 : 304).end(SMALL_SPEC);
    expect(await updateSpec(root, { source: url })).toMatchObject({ status: "unchanged" });
  });

  test("refuses an edited snapshot before it asks the source", async () => {
    const lock = readJson(root, "openapi/venice.lock.json");
    writeFileSync(
      join(root, "openapi/venice.lock.json"),
      JSON.stringify({ ...lock, source: url, etag: '"1"' }),
    );
    appendFileSync(join(root, "openapi/venice.yaml"), "# edited\n");
    answer = (_, response) => response.writeHead(304).end();
    const { status, reason } = await updateSpec(root, {});
    expect(status).toBe("refused");
    expect(reason).toMatch(/is not what was pulled/);
  });

  test.each<[what: string, answer: RequestListener]>([
    ["nothing", () => undefined],
    ["only headers", (_, response) => response.flushHeaders()],
    ["half a body", (_, response) => void response.write(SMALL_SPEC.slice(0, 1000))],
    ["503 without end", (_, response) => response.writeHead(503, { "retry-after": "1" }).end()],
  ])("refuses within its time a server that sends %s", async (_what, listener) => {
    answer = listener;
    expect(await updateSpec(root, { source: url, maxMs: 500 })).toMatchObject({
      status: "refused",
      reason: expect.stringMatching(/not read within 0\.2 s/) as string,
    });
  });

  test("leaves for judging only the time that the pull didn't take", async () => {
    const now = performance.now.bind(performance);
    let elapsed = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now() + elapsed);
    onTestFinished(() => void vi.restoreAllMocks());
    answer = (_, response) => {
      elapsed = 54_900;
      response.end(publication(NEXT));
    };
    expect(await updateSpec(root, { source: url, isIsolated: true })).toMatchObject({
      status: "refused",
      reason: expect.stringMatching(/more than 0\.\d s to judge/) as string,
    });
  });

  test("refuses an error, and changes no file", async () => {
    answer = (_, response) => response.writeHead(404).end();
    const before = hashTree(root);
    expect(await updateSpec(root, { source: url })).toMatchObject({ status: "refused" });
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  });
});
