import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
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

/** In CI a handful; `KILLS=50 npx vitest run test/update/kills.test.ts` for the full form. */
const KILLS = Number(process.env["KILLS"] ?? 2);
const NEXT_SPEC = publication("20260203.040506", [
  "- LIFETIME\n",
  "- LIFETIME\n                    - DECADE\n",
]);

let old: string;
let updated: string;
let root: string;
/** How long an update takes here and now, so that the kills fall within it. */
let duration: number;

beforeAll(async () => {
  old = await createProject();
  updated = copyProject(old);
  const begun = performance.now();
  await run(updated, "spec-update", ["--source", writeSource(updated, NEXT_SPEC)]).ended;
  duration = performance.now() - begun;
}, 60_000);
afterAll(() => {
  removeProject(old);
  removeProject(updated);
});
beforeEach(() => {
  root = copyProject(old);
});
afterEach(() => removeProject(root));

/** The same fractions on every run: the golden ratio's multiples spread evenly. */
const MOMENTS = Array.from({ length: KILLS }, (_, index) => (0.37 + index * 0.618034) % 1);

test.each(MOMENTS)("killed at %d of its time, the next run puts the tree right", async (moment) => {
  const source = writeSource(root, NEXT_SPEC);
  const { child, ended } = run(root, "spec-update", ["--source", source]);
  setTimeout(() => child.kill("SIGKILL"), moment * duration);
  await ended;

  await generate(root);
  expect(await check(root)).toEqual([]);
  const left = hashTree(root);
  const isOld = changedPaths(left, hashTree(old)).length === 0;
  expect(isOld ? [] : changedPaths(left, hashTree(updated))).toEqual([]);

  expect(await updateSpec(root, { source })).toMatchObject({ status: isOld ? "updated" : "unchanged" });
  expect(changedPaths(hashTree(root), hashTree(updated))).toEqual([]);
});
