import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { check } from "../../scripts/lib/check.ts";
import { generate } from "../../scripts/lib/generate.ts";
import { updateSpec } from "../../scripts/lib/update.ts";
import { copyProject, readTree } from "./project-copy.ts";

/** `UPDATE_KILLS=50 npx vitest run test/scripts/update-kill.test.ts` is the long form. */
const KILLS = Number(process.env["UPDATE_KILLS"] ?? 4);
const SOURCE = "publication.yaml";

/** A copy of the project, and a publication beside it that changes every kind of file. */
function makeProject(): string {
  const root = copyProject();
  const snapshot = readFileSync(join(root, "openapi/venice.yaml"), "utf8");
  const operation =
    '  /extra:\n    get:\n      operationId: getExtra\n      responses:\n        "200":\n          description: OK\n';
  const publication = snapshot.replace(/^paths:\n/m, (paths) => paths + operation);
  writeFileSync(
    join(root, SOURCE),
    publication.replace(/version: ["'][\d.]+["']/, 'version: "20990101.000000"'),
  );
  return root;
}

function start(root: string) {
  const script = join(root, "scripts/spec-update.ts");
  return spawn(process.execPath, ["--import", "tsx", script, "--source", join(root, SOURCE)], { cwd: root });
}

async function killAt(root: string, moment: () => Promise<unknown>): Promise<void> {
  const child = start(root);
  const gone = once(child, "exit");
  await Promise.race([moment(), gone]);
  child.kill("SIGKILL");
  await gone;
}

async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(0);
}

test(
  `an update that is killed at ${KILLS} moments leaves what the next run puts right`,
  { timeout: 600_000 },
  async () => {
    const done = makeProject();
    const began = performance.now();
    await once(start(done), "exit");
    const duration = performance.now() - began;
    expect(await check(done)).toEqual([]);
    const after = readTree(done);

    for (let kill = 0; kill < KILLS; kill++) {
      const root = makeProject();
      const before = readTree(root);
      // Every other one while the files are moved, which lasts too short a time for chance to find it.
      await killAt(root, async () => {
        if (kill % 2 === 0) return sleep(Math.random() * duration);
        if (kill % 4 === 1) return appears(join(root, ".spec-update/journal.json"));
        await appears(join(root, ".spec-update/new"));
        return sleep(Math.random() * 10);
      });
      await generate(root);
      expect([before, after]).toContainEqual(readTree(root));
      expect(await check(root)).toEqual([]);
    }
  },
);

test("of two updates at once one says that another is running, and the other is whole", async () => {
  const root = makeProject();
  const source = join(root, SOURCE);
  const both = await Promise.all([updateSpec(root, { source }), updateSpec(root, { source })]);
  expect(both.map(({ status }) => status).sort()).toEqual(["refused", "updated"]);
  expect(both.map(({ reason }) => reason).join("\n")).toContain("Another update is running");
  expect(await check(root)).toEqual([]);
});
