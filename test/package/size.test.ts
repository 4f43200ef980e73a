import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { render } from "../../scripts/generate/render.ts";
import { readSpec } from "../../scripts/gate/gate.ts";
import { publication } from "../support/project-copy.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const sizeLimit = (
  JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as { "size-limit": { limit?: string }[] }
)["size-limit"];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "size-"));
  cpSync(join(REPOSITORY, "src"), join(root, "src"), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** What size-limit measures, with and without the limit's exceptions, if `generated/` comes from a spec. */
async function measure(spec: string) {
  mkdirSync(join(root, "generated"), { recursive: true });
  const { files } = await render(readSpec(Buffer.from(spec)));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  const limited = sizeLimit.filter(({ limit }) => limit !== undefined);
  const whole = limited.map((entry) => ({ ...entry, name: "whole", ignore: ["openapi-fetch"] }));
  const devDependencies = { "@size-limit/preset-small-lib": "*" };
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({ type: "module", devDependencies, "size-limit": [...limited, ...whole] }),
  );
  // It fails if a limit is exceeded, which is another test's matter.
  const { stdout } = spawnSync(join(root, "node_modules/.bin/size-limit"), ["--json"], { cwd: root });
  // As size-limit writes it.
  const [ours, all] = JSON.parse(stdout.toString()) as { size: number }[];
  return { ours: ours!.size, all: all!.size };
}

test("the size limit is on what we wrote: a list more in createApiKey changes what the spec brings alone", async () => {
  const names = Array.from({ length: 200 }, (_, i) => `                      - MODEL_${i * 7919}`);
  const list = `                modelIds:\n                  type: array\n                  items:\n                    enum:\n${names.join("\n")}\n`;
  const before = await measure(publication("20260102.030405"));
  const after = await measure(
    publication("20260102.030405", [
      "                description:\n",
      `${list}                description:\n`,
    ]),
  );
  expect(after.ours).toBe(before.ours);
  expect(after.all).toBeGreaterThan(before.all + 200);
});
