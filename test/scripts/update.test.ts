import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { check } from "../../scripts/lib/check.ts";
import type { JsonObject } from "../../scripts/lib/openapi.ts";
import { updateSpec, type UpdateOptions } from "../../scripts/lib/update.ts";
import { copyProject, readTree } from "./project-copy.ts";

interface Spec {
  info: { version: string; description: string };
  paths: Record<string, Record<string, JsonObject>>;
}

/** Writes the committed spec, changed, beside a copy of the project, and takes it from there. */
async function update(root: string, change: (spec: Spec) => void, options: UpdateOptions = {}) {
  // The test's own reading of the snapshot, of which it names a few places.
  const spec = parse(readFileSync(join(root, "openapi/venice.yaml"), "utf8")) as Spec;
  change(spec);
  const source = join(root, "publication.yaml");
  writeFileSync(source, stringify(spec));
  const before = readTree(root);
  const result = await updateSpec(root, { source, ...options });
  const after = readTree(root);
  const changed = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
  return { ...result, changed };
}

const VERSION = "20990101.000000";
const newer = (spec: Spec) => void (spec.info.version = VERSION);
const addOperation = (spec: Spec) => {
  newer(spec);
  spec.paths["/extra"] = { get: { operationId: "getExtra", responses: { 200: { description: "OK" } } } };
};

test("a publication that changes only its version touches what may hold the version, and nothing else", async () => {
  const root = copyProject();
  const { status, impact, reason, changed } = await update(root, newer);
  expect({ status, impact }).toEqual({ status: "updated", impact: "none" });
  expect(reason).toContain("which means the same");
  expect(changed).toEqual(
    expect.arrayContaining(["generated/spec.ts", "openapi/venice.lock.json", "openapi/venice.yaml"]),
  );
  const mayHoldIt = ["CHANGELOG.md", "generated/spec.ts", "openapi/venice.lock.json", "openapi/venice.yaml"];
  expect(changed.filter((path) => !mayHoldIt.includes(path) && !path.startsWith("package"))).toEqual([]);
  expect(await check(root)).toEqual([]);
});

test("an added operation is a minor update, written with its changelog entry and the next version", async () => {
  const root = copyProject();
  const { operations, impact, to } = await update(root, addOperation);
  expect(impact).toBe("minor");
  expect(to.version).toBe(VERSION);
  expect(operations.map(({ operationId }) => operationId)).toEqual(["getExtra"]);
  const tree = readTree(root);
  const { version } = JSON.parse(tree["package.json"] ?? "") as { version: string };
  expect(tree["package-lock.json"]).toContain(`"version": "${version}"`);
  expect(tree["CHANGELOG.md"]).toContain(`## ${version}`);
  expect(tree["generated/venice.d.ts"]).toContain("getExtra");
  expect(await check(root)).toEqual([]);
});

test("a reused version with other content is taken, and said", async () => {
  const { status, reason } = await update(copyProject(), (spec) => (spec.info.description = "Other prose"));
  expect(status).toBe("updated");
  expect(reason).toContain("was published again with other content");
});

test("the same bytes are unchanged, and nothing is touched", async () => {
  const root = copyProject();
  const before = readTree(root);
  const result = await updateSpec(root, { source: join(root, "openapi/venice.yaml") });
  expect(result.status).toBe("unchanged");
  expect(result.to).toEqual(result.from);
  expect(readTree(root)).toEqual(before);
});

test("a dry run tells what would happen, and changes nothing", async () => {
  const { status, impact, changed } = await update(copyProject(), addOperation, { dryRun: true });
  expect({ status, impact, changed }).toEqual({ status: "updated", impact: "minor", changed: [] });
});

test.each<[string, (spec: Spec) => void, string]>([
  ["an older version", (spec) => (spec.info.version = "20200101.000000"), "older than the snapshot's"],
  ["the version that early publications had", (spec) => (spec.info.version = "1.0.0"), "--allow-downgrade"],
  ["the facade's operation under another id", rename, "createApiKey"],
  ["the facade's operation gone", remove, "createApiKey (POST /api_keys)"],
  ["a success in which the key has another name", renameSecret, "src/"],
  ["a success without a body", emptySuccess, "createApiKey"],
])("%s is refused, with the reason and not one byte changed", async (_what, change, reason) => {
  const result = await update(copyProject(), change);
  expect(result.status).toBe("refused");
  expect(result.reason).toContain(reason);
  expect(result.changed).toEqual([]);
});

function rename(spec: Spec): void {
  spec.paths["/api_keys"]!["post"]!["operationId"] = "createApiKeys";
}

function remove(spec: Spec): void {
  addOperation(spec);
  delete spec.paths["/api_keys"];
}

function renameSecret(spec: Spec): void {
  const text = JSON.stringify(spec.paths["/api_keys"]!["post"]!["responses"]).replaceAll(
    '"apiKey"',
    '"secret"',
  );
  // As JSON it came from the same place.
  spec.paths["/api_keys"]!["post"]!["responses"] = JSON.parse(text) as JsonObject;
}

function emptySuccess(spec: Spec): void {
  spec.paths["/api_keys"]!["post"]!["responses"] = { 200: { description: "OK" } };
}

test("an older version is taken where that is allowed", async () => {
  const older = (spec: Spec) => void (spec.info.version = "20200101.000000");
  const { status } = await update(copyProject(), older, { allowDowngrade: true });
  expect(status).toBe("updated");
});

test("a lost operation is refused by name, and taken where removals are allowed", async () => {
  const root = copyProject();
  await update(root, addOperation);
  const lose = (spec: Spec) => {
    delete spec.paths["/extra"];
  };
  const refused = await update(root, lose);
  expect(refused.status).toBe("refused");
  expect(refused.reason).toContain("getExtra (GET /extra)");
  expect(refused.changed).toEqual([]);
  expect((await update(root, lose, { allowRemovals: true })).impact).toBe("major");
});

test("no cut of the snapshot is taken, wherever a line ends", async () => {
  const root = copyProject();
  const text = readFileSync(join(root, "openapi/venice.yaml"), "utf8");
  const source = join(root, "publication.yaml");
  writeFileSync(source, "");
  const before = readTree(root);
  for (const line of text.split("\n").slice(0, -2)) {
    appendFileSync(source, `${line}\n`);
    expect((await updateSpec(root, { source })).status).toBe("refused");
  }
  expect({ ...readTree(root), "publication.yaml": "" }).toEqual(before);
});

test("a file's place on this machine is not recorded", async () => {
  const root = copyProject();
  await update(root, addOperation);
  expect(readTree(root)["openapi/venice.lock.json"]).toContain("https://api.venice.ai/doc/api/swagger.yaml");
});
