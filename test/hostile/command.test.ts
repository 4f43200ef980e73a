import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Json } from "../../scripts/spec/openapi.ts";
import type { Update } from "../../scripts/update/result.ts";
import { updateSpec } from "../../scripts/update/update.ts";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import { startServer, type HttpServer } from "../support/listen.ts";
import { removeProject, run } from "../support/project-copy.ts";
import {
  filesAndUrls,
  keyToAnotherHost,
  SENTINEL,
  smallButHuge,
  Target,
  whatCantBeSeen,
  type Bait,
  type HostilePublication,
} from "./publications.ts";
import { childrenOf, watchMemory } from "./peak-memory.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const COPIED = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "CHANGELOG.md",
  "scripts",
  "src",
  "openapi",
  "generated",
];
const SNAPSHOT = readFileSync(join(REPOSITORY, "openapi/venice.yaml"), "utf8");

let root: string;
let asked: string[] = [];
let published = "";
let server: HttpServer;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "hostile-project-"));
  for (const path of COPIED) cpSync(join(REPOSITORY, path), join(root, path), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  server = await startServer(({ url = "" }, response) => {
    if (url === "/spec") return void response.end(published);
    asked.push(url);
    response.end(JSON.stringify({ type: "string", enum: [SENTINEL] }));
  });
});
afterAll(() => {
  server.close();
  removeProject(root);
});

/** For all processes of an update together. */
const MAX_MEGABYTES = 1_500;

type Result = Pick<Update, "status" | "reason" | "operations">;

async function updateFrom(text: string, how: (source: string) => Promise<Result>): Promise<Result> {
  published = text;
  asked = [];
  return await how(`${server.origin}/spec`);
}

/** The command itself over HTTP, as an unattended run starts it. */
async function runCommand(source: string): Promise<Result> {
  const { child, ended } = run(root, "spec-update", ["--source", source, "--json", "--dry-run"]);
  const pid = child.pid ?? 0;
  const peakMemory = watchMemory(() => [pid, ...childrenOf(pid)]);
  const { code, stdout } = await ended;
  expectModest(peakMemory());
  const result = JSON.parse(stdout) as Result;
  expect(code).toBe(result.status === "refused" ? 1 : 0);
  return result;
}

/**
 * What the command does once it has read its flags, with the publication judged in another process. Not within the
 * command's time limit, which a busy machine exceeds.
 */
async function runUpdate(source: string): Promise<Result> {
  const peakMemory = watchMemory(() => childrenOf(process.pid));
  const result = await updateSpec(root, { source, dryRun: true, isIsolated: true, maxMs: 600_000 });
  expectModest(peakMemory());
  return result;
}

function expectModest(megabytes: number): void {
  expect(megabytes).toBeLessThan(MAX_MEGABYTES);
  // Otherwise nothing was measured.
  if (process.platform === "linux") expect(megabytes).toBeGreaterThan(50);
}

function edited(edit: HostilePublication[2]): string {
  const target = new Target(parse(SNAPSHOT) as Json);
  const bait: Bait = {
    file: join(root, "bait.json"),
    url: `${server.origin}/bait`,
  };
  edit(target, bait);
  return `${JSON.stringify(target.document)}\n`;
}

const writeBait = () =>
  writeFileSync(join(root, "bait.json"), JSON.stringify({ type: "string", enum: [SENTINEL] }));

const named = (publications: HostilePublication[], title: string): HostilePublication => {
  const found = publications.find(([name]) => name === title);
  if (!found) throw new Error(`no hostile publication is called ${title}`);
  return found;
};

describe("the command", () => {
  test.each<[...HostilePublication, how: typeof runUpdate]>([
    [...named(keyToAnotherHost, "a $ref beside the server's url"), runCommand],
    [...named(filesAndUrls, "a $ref to a URL in a schema"), runUpdate],
    [...named(smallButHuge, "an enum of 150 000 values"), runUpdate],
    [...named(whatCantBeSeen, "a lone surrogate"), runUpdate],
  ])(
    "answers %s with one object, reads and asks nothing, and changes nothing",
    async (_title, want, edit, how) => {
      writeBait();
      const before = hashTree(root);
      const { status, reason, operations } = await updateFrom(edited(edit), how);
      expect(status).toBe("refused");
      expect(reason).toMatch(want as RegExp);
      expect(reason).not.toMatch(/defect|\n/);
      expect(JSON.stringify([reason, operations])).not.toContain(SENTINEL);
      expect(asked).toEqual([]);
      expect(changedPaths(before, hashTree(root))).toEqual([]);
    },
  );

  const aliases = Array.from({ length: 380 }, (_, n) => `  a${n}: *text\n`).join("");
  test.each<[what: string, text: string, reason: RegExp, how?: typeof runUpdate]>([
    [
      "a text that is aliased 380 times",
      `${SNAPSHOT.trimEnd()}\nx-text: &text "${"a".repeat(30_000)}"\nx-aliases:\n${aliases}`,
      /#\/x-aliases\/a\d+: with it, the source has over 8000000 characters once its aliases/,
    ],
    // The command itself searches a page, before it starts another process.
    ["a page of 4 million fences", "```\n".repeat(4_000_000), /no fenced block of OpenAPI/, runCommand],
    [
      "a page of 800 000 blocks",
      "```\nopenapi: 3\n```\n".repeat(800_000),
      /lines 1, 4, 7, 10, 13, …/,
      runCommand,
    ],
    [
      "a list of 300 000 numbers",
      `${SNAPSHOT}x-a: [${"1,".repeat(300_000)}1]\n`,
      /#\/x-a\/\d+: with it, the source has over 100000 values/,
    ],
    [
      "40 000 mistakes of YAML",
      SNAPSHOT + "x: @\n".repeat(40_000),
      /line \d+, column \d+: the source is not usable YAML or JSON/,
    ],
    [
      "a text of 4 MB in 900 000 lines",
      `${SNAPSHOT}x-a: >\n${"  a\n\n".repeat(900_000)}`,
      /x-a holds a text of/,
    ],
  ])("refuses %s with the reason", async (_what, text, reason, how = runUpdate) => {
    expect(await updateFrom(text, how)).toMatchObject({
      status: "refused",
      reason: expect.stringMatching(reason) as string,
    });
  });

  test("accepts a mapping to a URL below x-webhooks and a comment of 15 MB, and makes no request", async () => {
    writeBait();
    const before = hashTree(root);
    const [, , edit] = named(filesAndUrls, "a mapping to a URL below x-webhooks");
    const result = await updateFrom(`${edited(edit)}# ${"a".repeat(15_000_000)}\n`, runUpdate);
    const operations = [{ operationId: "*", impact: "patch", changes: ["x-webhooks added"] }];
    expect(result).toMatchObject({ status: "updated", operations });
    expect(JSON.stringify(result)).not.toContain(SENTINEL);
    expect(asked).toEqual([]);
    expect(changedPaths(before, hashTree(root))).toEqual([]);
  });
});
