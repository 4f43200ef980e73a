/** `npm run bench`: prepares the peers and the packed tarball, then measures them side by side. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { enlarged } from "./lib/enlarge.ts";
import type { SpecDocument } from "./lib/openapi.ts";
import { installPacked, pack, SOURCES } from "./lib/pack.ts";
import { render } from "./lib/render.ts";
import { readSpec } from "./lib/spec-gate.ts";

const SIZES = [1, 50, 500];

const root = join(import.meta.dirname, "..");
const bench = join(root, "test/bench");
const work = join(bench, ".work");

const run = (program: string, args: string[]) =>
  execFileSync(program, args, { cwd: bench, stdio: ["ignore", "ignore", "inherit"] });

/** Generates from the document, packs the package with the result, and installs it in a folder beside hey-api's. */
async function prepare(document: SpecDocument, folder: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  const { files } = await render(document);
  const milliseconds = performance.now() - start;
  const checkout = join(folder, "project");
  for (const source of SOURCES.filter((name) => existsSync(join(root, name))))
    cpSync(join(root, source), join(checkout, source), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"), "dir");
  for (const [path, content] of Object.entries(files)) writeFileSync(join(checkout, path), content);
  installPacked(pack(checkout, folder).path, root, folder);
  const spec = join(folder, "spec.json");
  writeFileSync(spec, JSON.stringify(document));
  run("npx", ["openapi-ts", "-i", spec, "-o", join(folder, "hey-api"), "-c", "@hey-api/client-fetch", "-s"]);
  return milliseconds;
}

if (!existsSync(join(bench, "node_modules"))) run("npm", ["ci"]);
rmSync(work, { recursive: true, force: true });
const snapshot = readSpec(readFileSync(join(root, "openapi/venice.yaml")));
const folders = SIZES.map((size) => ({ size, folder: join(work, String(size)) }));
// Once unmeasured, so that the first size doesn't pay for what the generator loads.
await render(snapshot);
const regeneration: Record<string, { ms: number }> = {};
for (const { size, folder } of folders)
  regeneration[`${size} operations`] = { ms: Math.round(await prepare(enlarged(snapshot, size), folder)) };

const first = join(work, String(SIZES[0]));
const entry = join(first, "hey-api-entry.ts");
writeFileSync(entry, 'export * from "./hey-api/index.ts";\nexport * from "./hey-api/client/index.ts";\n');
run("npx", [
  "esbuild",
  entry,
  "--bundle",
  "--format=esm",
  "--platform=node",
  `--outfile=${join(first, "hey-api.js")}`,
]);
execFileSync(process.execPath, ["--expose-gc", "run.mjs", first], { cwd: bench, stdio: "inherit" });

const { compileConsumers } = (await import(join(bench, "consumers.mjs"))) as {
  compileConsumers: (folder: string) => Record<string, object>;
};
for (const { size, folder } of folders) {
  console.log(`\nCompiling a service that creates a key, ${size} operations in the spec`);
  console.table(compileConsumers(folder));
}
console.log("\nRegeneration, from the parsed spec to all files");
console.table(regeneration);
