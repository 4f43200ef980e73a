import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { isInterrupted } from "../../scripts/tree/transaction.ts";
import { check } from "../../scripts/update/check.ts";
import { generate } from "../../scripts/update/regenerate.ts";
import { updateSpec } from "../../scripts/update/update.ts";
import { changedPaths, hashTree } from "../support/hash-tree.ts";
import {
  copyProject,
  createProject,
  publication,
  removeProject,
  run,
  writeSource,
} from "../support/project-copy.ts";

/** `KILLS=50 npx vitest run test/update/kills.test.ts` for kills all over an update's time. */
const KILLS = Number(process.env["KILLS"] ?? 0);
const KILL_BEFORE_RENAME = resolve(import.meta.dirname, "../fixtures/kill-before-rename.mjs");
const NEXT_SPEC = publication("20260203.040506", [
  "- LIFETIME\n",
  "- LIFETIME\n                    - DECADE\n",
]);

let before: string;
let after: string;
let root: string;
let source: string;

beforeAll(async () => {
  before = await createProject();
  after = copyProject(before);
  await updateSpec(after, { source: writeSource(after, NEXT_SPEC) });
});
afterAll(() => {
  removeProject(before);
  removeProject(after);
});

const equals = (tree: string) => changedPaths(hashTree(root), hashTree(tree)).length === 0;

/** What the next run makes of the tree: one of the two, and then the update. */
async function recover(): Promise<"before" | "after"> {
  await generate(root);
  expect(await check(root)).toEqual([]);
  const isBefore = equals(before);
  if (!isBefore) expect(changedPaths(hashTree(root), hashTree(after))).toEqual([]);
  expect(await updateSpec(root, { source })).toMatchObject({ status: isBefore ? "updated" : "unchanged" });
  expect(changedPaths(hashTree(root), hashTree(after))).toEqual([]);
  return isBefore ? "before" : "after";
}

// The first rename is the journal's: from then on the new tree is the valid one.
describe("an update killed before", () => {
  let killedBeforeFirst: string;
  let killedBeforeThird: string;
  beforeAll(async () => {
    killedBeforeThird = copyProject(before);
    killedBeforeFirst = `${killedBeforeThird}-first`;
    const preload = `${KILL_BEFORE_RENAME}?kill=3&copy=${encodeURIComponent(killedBeforeFirst)}`;
    const args = ["--source", writeSource(killedBeforeThird, NEXT_SPEC)];
    const { child, ended } = run(killedBeforeThird, "spec-update", args, [preload]);
    await ended;
    expect(child.signalCode).toBe("SIGKILL");
  });
  afterAll(() => {
    removeProject(killedBeforeFirst);
    removeProject(killedBeforeThird);
  });

  test.each([
    ["the journal is complete", () => killedBeforeFirst, false, "before"],
    ["the second file is in place", () => killedBeforeThird, true, "after"],
  ])("%s leaves what the next run puts right", async (_what, killed, isHalfWay, state) => {
    root = killed();
    source = writeSource(root, NEXT_SPEC);
    expect(isInterrupted(root)).toBe(isHalfWay);
    expect(equals(before)).toBe(false);
    expect(await recover()).toBe(state);
  });
});

describe.runIf(KILLS > 0)("an update killed at a moment", () => {
  /** How long an update takes here and now, so that the kills fall within it. */
  let duration: number;
  beforeAll(async () => {
    const begun = performance.now();
    const copy = copyProject(before);
    await run(copy, "spec-update", ["--source", writeSource(copy, NEXT_SPEC)]).ended;
    duration = performance.now() - begun;
    removeProject(copy);
  });

  /** The same fractions on every run: the golden ratio's multiples spread evenly. */
  const moments = Array.from({ length: KILLS }, (_, index) => (0.37 + index * 0.618034) % 1);

  test.each(moments)("%d of its time leaves what the next run puts right", async (moment) => {
    root = copyProject(before);
    onTestFinished(() => removeProject(root));
    source = writeSource(root, NEXT_SPEC);
    const { child, ended } = run(root, "spec-update", ["--source", source]);
    const timer = setTimeout(() => child.kill("SIGKILL"), moment * duration);
    await ended;
    clearTimeout(timer);
    await recover();
  });
});
