import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readSpec } from "../../scripts/gate/gate.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import type { Json } from "../../scripts/spec/openapi.ts";
import { readLock } from "../../scripts/tree/lock.ts";
import { readOptional } from "../../scripts/tree/project.ts";
import { prepareUpdate, type Prepared } from "../../scripts/update/prepare.ts";
import { startServer, type HttpServer } from "../support/listen.ts";
import {
  filesAndUrls,
  keyToAnotherHost,
  SENTINEL,
  smallButHuge,
  Target,
  versions,
  weakerChecks,
  whatCantBeSeen,
  type Bait,
  type HostilePublication,
} from "./publications.ts";
import {
  deepAndWide,
  misleadingText,
  namesThatLookAlike,
  otherRequests,
  serversInDisguise,
  whatBreaksTools,
} from "./more-publications.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SNAPSHOT = readFileSync(join(ROOT, "openapi/venice.yaml"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "hostile-"));
const bait: Bait = { file: join(folder, "bait.json"), url: "" };
let asked = 0;
let server: HttpServer;

beforeAll(async () => {
  writeFileSync(bait.file, JSON.stringify({ type: "string", enum: [SENTINEL] }));
  server = await startServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ type: "string", enum: [SENTINEL] }));
  });
  bait.url = `${server.origin}/bait.json`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** The tags in comments that mean something to an editor or to TypeDoc. */
function tagsIn(code: string): string[] {
  return Array.from(code.matchAll(/[\s{]@(?:deprecated|internal|include|hidden|private|link)\b/g), ([tag]) =>
    tag.trim(),
  );
}
const TAGS = tagsIn(readFileSync(join(ROOT, "generated/venice.d.ts"), "utf8"));

const DOCUMENT = parse(SNAPSHOT) as Json;

async function prepare(edit: HostilePublication[2]): Promise<Prepared | Refusal> {
  const target = new Target(structuredClone(DOCUMENT));
  edit(target, bait);
  const publication = {
    bytes: Buffer.from(`${JSON.stringify(target.document)}\n`),
    source: "https://example.com/spec.yaml",
    etag: undefined,
  };
  try {
    return await prepareUpdate(ROOT, readLock(ROOT), publication, {}, () => {});
  } catch (error) {
    // A defect isn't a refusal.
    if (!(error instanceof Refusal)) throw error;
    return error;
  }
}

describe.each<[kind: string, publications: HostilePublication[]]>([
  ["that would send the key to another host", keyToAnotherHost],
  ["that would read a file or ask a server", filesAndUrls],
  ["that would weaken the checks", weakerChecks],
  ["that is small but expensive to process", smallButHuge],
  ["that has invisible characters", whatCantBeSeen],
  ["whose version blocks later ones", versions],
  ["whose server is written unusually", serversInDisguise],
  ["whose names look like others", namesThatLookAlike],
  ["that is deep or wide", deepAndWide],
  ["whose text means something to a tool", misleadingText],
  ["that requires other requests", otherRequests],
  ["that breaks the tools that compile or compare it", whatBreaksTools],
])("a publication %s", (_kind, publications) => {
  test.each(publications)("is refused or harmless: %s", async (_title, want, edit) => {
    const result = await prepare(edit);
    if (want instanceof RegExp) {
      expect(result).toMatchObject({ name: "Refusal", message: expect.stringMatching(want) as string });
      return;
    }
    if (result instanceof Refusal) throw result;
    if (want !== "taken") {
      expect(result.report.impact).toBe(want.impact);
      const changes = result.report.operations.flatMap(({ changes }) => changes).join("\n");
      for (const change of want.changes) expect(changes).toContain(change);
    }
    // A line of a log that begins with :: is a command to GitHub.
    expect(result.report.changes.filter(({ text }) => text.includes("\n"))).toEqual([]);
    const files = Object.values(result.files).join("\n");
    const generated = Object.entries(result.files).filter(([path]) => path.startsWith("generated/"));
    expect(result.files["generated/spec.ts"]).toMatch(/SERVER_URL = "https:\/\/api\.venice\.ai\/\w+\/v1"/);
    expect(files).not.toContain(SENTINEL);
    expect(generated.filter(([, content]) => /@ts-|^\s*globalThis/m.test(content))).toEqual([]);
    expect(tagsIn(result.files["generated/venice.d.ts"] ?? "")).toEqual(TAGS);
    // If no change is reported, no generated file changes.
    const changed = generated.filter(([path, content]) => content !== readOptional(ROOT, path)?.toString());
    if (result.report.changes.length === 0) expect(changed).toEqual([]);
  });
});

test("no hostile publication makes a request to the server", () => {
  expect(asked).toBe(0);
});

test("the committed publication is accepted", () => {
  expect(readSpec(Buffer.from(SNAPSHOT)).info.version).toMatch(/^\d{8}\.\d{6}$/);
});
