import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refusal } from "../../scripts/spec/refusal.ts";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { checkAgainstSnapshot, refuseConflictMarkers } from "../../scripts/update/acceptance.ts";
import { bytes } from "../support/bytes.ts";
import { TINY_SPEC, tinySpec } from "../support/tiny-spec.ts";
import { parse } from "yaml";

const toSpec = (text: string) => ({ bytes: Buffer.from(bytes(text)), document: parse(text) as SpecDocument });
const SNAPSHOT = toSpec(TINY_SPEC);
const withVersion = (version: string) => tinySpec("20260101.000000", version);
const WITHOUT_GET = TINY_SPEC.replace(/ {2}\/api_keys\/\{id\}:[\s\S]*?(?=components:)/, "");
const OTHER_HOST = tinySpec("https://api.venice.ai/", "https://other.venice.ai/");
const CUT_OFF = toSpec(TINY_SPEC.slice(0, -1));

const accept =
  (text: string, allowed = {}) =>
  () =>
    checkAgainstSnapshot(SNAPSHOT, toSpec(text), allowed);

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-03-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

test.each<[what: string, text: string]>([
  ["a later version", withVersion("20260101.000001")],
  ["a version of the day after tomorrow", withVersion("20260303.235959")],
  ["another path of the server", tinySpec("/api/v1", "/api/v2")],
])("a publication that is %s is accepted", (_what, text) => {
  expect(accept(text)).not.toThrow();
});

test.each<[what: string, text: string, flag: string | undefined, reason: string]>([
  [
    "of the future",
    withVersion("20260304.000000"),
    undefined,
    "#/info/version 20260304.000000 is a date of the future: if it is none, set this machine's clock",
  ],
  [
    "older",
    withVersion("20251231.235959"),
    "allowDowngrade",
    "The source has version 20251231.235959, older than the snapshot's 20260101.000000: a stale deployment? " +
      "If this is intended, run this with --allow-downgrade.",
  ],
  [
    "without an operation",
    WITHOUT_GET,
    "allowRemovals",
    "The source lacks operations that the snapshot has: getApiKey (GET /api_keys/{id}). Was it cut off? " +
      "If they were removed, run this with --allow-removals.",
  ],
  [
    "from another host",
    OTHER_HOST,
    "allowServerChange",
    "#/servers/0/url has the host other.venice.ai, the snapshot's has api.venice.ai: callers' keys would be sent " +
      "there. If this is intended, run this with --allow-server-change.",
  ],
])("a publication that is %s is refused, unless its own flag allows it", (_what, text, flag, reason) => {
  const flags = ["allowDowngrade", "allowRemovals", "allowServerChange"];
  const others = Object.fromEntries(flags.filter((name) => name !== flag).map((name) => [name, true]));
  expect(accept(text)).toThrow(new Refusal(reason));
  expect(accept(text, others)).toThrow(new Refusal(reason));
  if (flag !== undefined) expect(accept(text, { [flag]: true })).not.toThrow();
});

test("several operations that are missing are all named", () => {
  const text = tinySpec("  /api_keys:\n    post:", "  /other:\n    put:").replace("createApiKey", "other");
  const fewer = text.replace(/ {2}\/api_keys\/\{id\}:[\s\S]*?(?=components:)/, "");
  expect(accept(fewer)).toThrow("has: createApiKey (POST /api_keys), getApiKey (GET /api_keys/{id}). Was it");
});

test("a publication that is truncated is refused, even if it is the first", () => {
  for (const snapshot of [SNAPSHOT, undefined]) {
    const check =
      (allowed = {}) =>
      () =>
        checkAgainstSnapshot(snapshot, CUT_OFF, allowed);
    expect(check()).toThrow(
      /^The source was cut off: .+\. If this is intended, run this with --allow-removals\.$/,
    );
    expect(check({ allowRemovals: true })).not.toThrow();
  }
});

test("the first publication has nothing to be compared with", () => {
  for (const text of [withVersion("1.0.0"), WITHOUT_GET, OTHER_HOST])
    expect(() => checkAgainstSnapshot(undefined, toSpec(text), {})).not.toThrow();
});

test("a version that is no date is none of the future", () => {
  const check = (version: string) => () => checkAgainstSnapshot(undefined, toSpec(withVersion(version)), {});
  for (const version of ["1.0.0", "99990101", "v99990101.000000", "9999-01-01.0"])
    expect(check(version)).not.toThrow();
  expect(check("99990101.000000")).toThrow("a date of the future");
});

describe("a changelog", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "changelog-"))));
  afterEach(() => rmSync(root, { recursive: true }));

  test.each([
    ["<<<<<<< HEAD", 2],
    [">>>>>>> theirs", 2],
    ["||||||| base", 2],
    ["<<<<<<<", 2],
  ])("with the marker %s is refused with its line", (marker, line) => {
    writeFileSync(join(root, "CHANGELOG.md"), `# é\n${marker}\n>>>>>>> later\n`);
    expect(() => refuseConflictMarkers(root)).toThrow(
      new Refusal(`CHANGELOG.md has a conflict marker in line ${line}: finish the merge first`),
    );
  });

  test("whose first line is a marker is refused", () => {
    writeFileSync(join(root, "CHANGELOG.md"), "<<<<<<< HEAD\n");
    expect(() => refuseConflictMarkers(root)).toThrow("in line 1:");
  });

  test.each(["a <<<<<<< b", "<<<<<< a", "<<<<<<<< a", "<<<<<<<a", "=======", ""])(
    "with the line %j is none with a marker",
    (line) => {
      writeFileSync(join(root, "CHANGELOG.md"), `# A\n${line}\n`);
      expect(() => refuseConflictMarkers(root)).not.toThrow();
    },
  );

  test("may be missing", () => {
    expect(() => refuseConflictMarkers(root)).not.toThrow();
  });
});
