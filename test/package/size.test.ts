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

/** What size-limit measures: what the limit is on, that with the validators, and a whole bundle, if `generated/` comes from a spec. */
async function measure(spec: string) {
  mkdirSync(join(root, "generated"), { recursive: true });
  const { files } = await render(readSpec(Buffer.from(spec)));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  const limited = sizeLimit.filter(({ limit }) => limit !== undefined);
  const withValidators = limited.map((entry) => ({
    ...entry,
    name: "validators",
    ignore: ["openapi-fetch"],
  }));
  const whole = limited.map((entry) => ({ ...entry, name: "whole", ignore: [] }));
  const devDependencies = { "@size-limit/preset-small-lib": "*" };
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({
      type: "module",
      devDependencies,
      "size-limit": [...limited, ...withValidators, ...whole],
    }),
  );
  // It fails if a limit is exceeded, which is another test's matter.
  const { stdout } = spawnSync(join(root, "node_modules/.bin/size-limit"), ["--json"], { cwd: root });
  // As size-limit writes it.
  const sizes = (JSON.parse(stdout.toString()) as { size: number }[]).map(({ size }) => size);
  const [ours = NaN, withSpec = NaN, bundle = NaN] = sizes;
  return { ours, withSpec, bundle };
}

test("the size limit is on what we wrote: a list more in createApiKey and a form change what the spec brings alone", async () => {
  const names = Array.from({ length: 200 }, (_, i) => `                      - MODEL_${i * 7919}`);
  const list = `                modelIds:\n                  type: array\n                  items:\n                    enum:\n${names.join("\n")}\n`;
  const form = "multipart/form-data: { schema: { type: object } }";
  const upload = `  /upload:\n    post: { requestBody: { content: { ${form} } }, responses: { "200": { description: OK } } }\n`;
  const before = await measure(publication("20260102.030405"));
  const after = await measure(
    publication(
      "20260102.030405",
      ["paths:\n", `paths:\n${upload}`],
      ["                description:\n", `${list}                description:\n`],
    ),
  );
  expect(after.ours).toBe(before.ours);
  expect(after.withSpec).toBeGreaterThan(before.withSpec + 200);
});

test("README and CONTRIBUTING name the sizes that are measured", async () => {
  const text = (name: string) => readFileSync(join(REPOSITORY, name), "utf8");
  const { ours, bundle } = await measure(text("openapi/venice.yaml"));
  const kilobytes = (pattern: RegExp, name: string) => Number(pattern.exec(text(name))?.[1]) * 1000;
  // A spec update may bring the code for forms, and is no reason to edit a figure.
  expect(Math.abs(bundle - kilobytes(/about ([\d.]+) kB \(brotli\)/, "README.md"))).toBeLessThan(1000);
  expect(Math.abs(bundle - kilobytes(/\| ([\d.]+) kB brotli/, "CONTRIBUTING.md"))).toBeLessThan(1000);
  expect(Math.abs(ours - kilobytes(/what we wrote is ([\d.]+) kB/, "CONTRIBUTING.md"))).toBeLessThan(100);
  expect(text("CONTRIBUTING.md")).toContain(`a limit of ${sizeLimit[0]?.limit}`);
});
