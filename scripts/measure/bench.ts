/** `npm run bench`: prepares the peers and the packed tarball, then measures them side by side. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { multiplyOperations } from "./enlarge.ts";
import type { SpecDocument } from "../spec/openapi.ts";
import { installPacked, pack, SOURCES } from "./pack.ts";
import { render } from "../generate/render.ts";
import { readSpec } from "../gate/gate.ts";

const SIZES = [1, 50, 500];

const root = join(import.meta.dirname, "../..");
const bench = join(root, "test/bench");
const work = join(bench, ".work");

const run = (program: string, args: string[]) =>
  execFileSync(program, args, { cwd: bench, stdio: ["ignore", "ignore", "inherit"] });

/** Generates from the document, packs the package with the result, and installs it in a folder beside hey-api's. */
async function prepare(document: SpecDocument, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { files } = await render(document);
  const checkout = join(folder, "project");
  for (const source of SOURCES.filter((name) => existsSync(join(root, name))))
    cpSync(join(root, source), join(checkout, source), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"), "dir");
  for (const [path, content] of Object.entries(files)) writeFileSync(join(checkout, path), content);
  installPacked(pack(checkout, folder).path, root, folder);
  const spec = join(folder, "spec.json");
  writeFileSync(spec, JSON.stringify(document));
  run("npx", ["openapi-ts", "-i", spec, "-o", join(folder, "hey-api"), "-c", "@hey-api/client-fetch", "-s"]);
}

const ROUNDS = 5;

/** Median milliseconds of generating from each document, in rounds over all of them. */
async function regenerationTimes(documents: SpecDocument[]): Promise<number[]> {
  const measured = documents.map((document) => ({ document, times: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { document, times } of measured) {
      const start = performance.now();
      await render(document);
      times.push(performance.now() - start);
    }
  return measured.map(({ times }) => times.sort((a, b) => a - b)[ROUNDS >> 1] ?? NaN);
}

if (!existsSync(join(bench, "node_modules"))) run("npm", ["ci"]);
rmSync(work, { recursive: true, force: true });
const snapshot = readSpec(readFileSync(join(root, "openapi/venice.yaml")));
const projects = SIZES.map((size) => ({
  size,
  folder: join(work, String(size)),
  document: multiplyOperations(snapshot, size),
}));
for (const { document, folder } of projects) await prepare(document, folder);

const first = join(work, String(SIZES[0]));
const entry = join(first, "hey-api-entry.ts");
writeFileSync(entry, 'export * from "./hey-api/index.ts";\nexport * from "./hey-api/client/index.ts";\n');
run("npx", [
  "esbuild",
  entry,
  "--bundle",
  "--format=esm",
  "--platform=node",
  "--log-level=warning",
  `--outfile=${join(first, "hey-api.js")}`,
]);
const recipe = join(root, "test/recipes/undici-request.ts");
run("npx", [
  "esbuild",
  recipe,
  "--format=esm",
  "--log-level=warning",
  `--outfile=${join(first, "undici-request.js")}`,
]);
execFileSync(process.execPath, ["run.mjs", first], { cwd: bench, stdio: "inherit" });

const { compileConsumers } = (await import(join(bench, "consumers.mjs"))) as {
  compileConsumers: (folder: string) => Record<string, object>;
};
for (const { size, folder } of projects) {
  console.log(`\nCompiling a service that creates a key, ${size} operations in the spec`);
  console.table(compileConsumers(folder));
}
console.log("\nRegeneration, from the parsed spec to all files: median");
const times = await regenerationTimes(projects.map(({ document }) => document));
console.table(
  times.map((ms, n) => {
    const operations = SIZES[n] ?? NaN;
    return { operations, ms: Math.round(ms), "ms an operation": Number((ms / operations).toFixed(1)) };
  }),
);
