/** The packed tarball on each runtime: `npm run measure:runtimes [-- --installed-only] [-- --all]`. Exit 1 if one fails. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "tsdown";
import { CHROMIUM, linkPlaywright, PLAYWRIGHT } from "./chromium.ts";
import { installPacked, pack } from "./pack.ts";
import { installTool } from "./tools.ts";

interface Runtime {
  name: string;
  packages: string[];
  /** What to run, `bin` being the folder of installed programs. */
  command: (bin: string) => string[];
}

const node = (major: number): Runtime => ({
  name: `Node ${major}`,
  packages: [`node-${process.platform}-${process.arch}@${major}`],
  command: (bin) => [join(bin, "node"), "main.js"],
});

const RUNTIMES: Runtime[] = [
  ...[20, 22, 24, 26].map(node),
  { name: "Bun", packages: ["bun@1.4.5"], command: (bin) => [join(bin, "bun"), "main.js"] },
  {
    name: "Deno",
    packages: ["deno@2.9.6"],
    command: (bin) => [join(bin, "deno"), "run", "--node-modules-dir=manual", "--allow-all", "main.js"],
  },
  {
    name: "workerd",
    packages: ["workerd@1.20261117.1"],
    command: (bin) => [join(bin, "workerd"), "test", "bundle/workerd.capnp"],
  },
  nextJs("Next.js", "next@15.5.6"),
  {
    name: "Chromium",
    packages: [PLAYWRIGHT],
    command: () => [process.execPath, "chromium.js", "bundle/bundled.js", CHROMIUM],
  },
];

/** Older ones that people still run: only with `--all`, because each needs an installation. React 19 has the `cache` that 14 bundles. */
const MORE_RUNTIMES = [
  nextJs("Next.js 14", "next@14.2.33", "react@19.2.0", "--legacy-peer-deps"),
  nextJs("Next.js 13", "next@13.5.11"),
];

function nextJs(name: string, ...packages: string[]): Runtime {
  return {
    name,
    // Without its compiler and its image library, which only a build needs.
    packages: [...packages, "--omit=optional", "--ignore-scripts"],
    command: (bin) => [process.execPath, "next.js", join(bin, "..")],
  };
}

interface Result {
  name: string;
  state: "passed" | "failed" | "skipped";
  detail: string;
}

const root = join(import.meta.dirname, "../..");
const flag = { type: "boolean", default: false } as const;
const { values } = parseArgs({ options: { "installed-only": flag, all: flag } });

function run({ name, packages, command }: Runtime, directory: string): Result {
  const installed = installTool(
    root,
    name.toLowerCase().replace(" ", "-"),
    packages,
    values["installed-only"],
  );
  if (!installed) return { name, state: "skipped", detail: `${packages.join(" ")} is not installed` };
  if (name === "Chromium" && !linkPlaywright(root, directory, true))
    return { name, state: "skipped", detail: `no ${CHROMIUM}` };
  const [program = "", ...args] = command(join(installed, "node_modules/.bin"));
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: directory,
    encoding: "utf8",
    timeout: 120_000,
  });
  const output = `${stdout}${stderr}`.trim();
  if (status === 0) return { name, state: "passed", detail: /over .*/.exec(output)?.[0] ?? "" };
  return { name, state: "failed", detail: error?.message ?? output };
}

/** As bundlers put the package into a Worker and a page. */
async function bundle(directory: string): Promise<void> {
  await build({
    config: false,
    cwd: directory,
    entry: ["bundled.js"],
    outDir: "bundle",
    platform: "neutral",
    noExternal: /./,
    dts: false,
    logLevel: "error",
    fixedExtension: false,
  });
  cpSync(join(directory, "workerd.capnp"), join(directory, "bundle/workerd.capnp"));
}

const directory = realpathSync(mkdtempSync(join(tmpdir(), "venice-runtimes-")));
try {
  const { path } = pack(root, directory);
  const program = join(directory, "program");
  cpSync(join(root, "test/runtimes"), program, { recursive: true });
  installPacked(path, root, program);
  await bundle(program);
  const results = [...RUNTIMES, ...(values.all ? MORE_RUNTIMES : [])].map((runtime) => run(runtime, program));
  for (const { name, state, detail } of results)
    console.log(`${name.padEnd(10)} ${state.padEnd(8)} ${detail}`);
  if (results.some(({ state }) => state === "failed")) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
