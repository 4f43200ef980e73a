/** A consumer of the packed tarball with each TypeScript and bundler: `npm run measure:compilers [-- --installed-only]`. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installPacked, pack } from "./pack.ts";
import { installTool } from "./tools.ts";

const TYPESCRIPTS = ["5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6", "7"];
const CONSUMERS = ["esm", "cjs", "bundler", "node10"];

/** Each makes `out.js` of `in.js`, minified. The first package is the bundler. */
const BUNDLERS = [
  {
    packages: ["esbuild@0.28.2"],
    command: ["esbuild", "in.js", "--bundle", "--minify", "--format=esm", "--outfile=out.js"],
  },
  {
    packages: ["rollup@4.68.7", "@rollup/plugin-node-resolve@16.0.3", "@rollup/plugin-terser@0.4.4"],
    command: ["rollup", "in.js", "-p", "node-resolve", "-p", "terser", "-f", "es", "-o", "out.js"],
  },
  {
    packages: ["webpack@5.112.2", "webpack-cli@6.0.1"],
    command: [
      "webpack",
      "--mode",
      "production",
      "--entry",
      "./in.js",
      "-o",
      ".",
      "--output-filename",
      "out.js",
    ],
  },
];
/** Of a bundle that uses only one constant: the constant and the bundler's own code. */
const MAX_BYTES = 2_000;

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: { "installed-only": { type: "boolean", default: false } } });
const directory = realpathSync(mkdtempSync(join(tmpdir(), "venice-compilers-")));
const states = new Set<string>();

function report(name: string, state: string, detail = ""): void {
  states.add(state);
  console.log(`${name.padEnd(24)} ${state.padEnd(8)} ${detail}`.trimEnd());
}

function run(program: string, ...args: string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: directory, encoding: "utf8" });
  return status === 0 ? undefined : `${stdout}${stderr}`;
}

function compile(version: string): void {
  const name = `TypeScript ${version}`;
  const installed = installTool(
    root,
    `typescript-${version}`,
    [`typescript@${version}`],
    values["installed-only"],
  );
  if (!installed) {
    report(name, "skipped", "not installed");
    return;
  }
  for (const consumer of CONSUMERS) {
    const what = `${name}, ${consumer}`;
    // Deprecated in 6, gone in 7.
    if (consumer === "node10" && Number(version) >= 7) {
      report(what, "skipped", "this resolution is no more");
      continue;
    }
    const deprecated = consumer === "node10" && Number(version) >= 6 ? ["--ignoreDeprecations", "6.0"] : [];
    const failure = run(join(installed, "node_modules/.bin/tsc"), "-p", consumer, "--noEmit", ...deprecated);
    report(what, failure === undefined ? "passed" : "failed", failure);
  }
}

function bundle({ packages, command }: (typeof BUNDLERS)[number]): void {
  const [program = "", ...args] = command;
  const installed = installTool(root, program, packages, values["installed-only"]);
  if (!installed) {
    report(program, "skipped", "not installed");
    return;
  }
  const failure = run(join(installed, "node_modules/.bin", program), ...args);
  if (failure !== undefined) {
    report(program, "failed", failure);
    return;
  }
  const { size } = statSync(join(directory, "out.js"));
  report(program, size > MAX_BYTES ? "failed" : "passed", `${size} B if only one constant is used`);
}

try {
  installPacked(pack(root, directory).path, root, directory);
  cpSync(join(root, "test/consumers"), directory, { recursive: true });
  for (const types of ["@types/node", "undici-types"])
    cpSync(join(root, "node_modules", types), join(directory, "node_modules", types), { recursive: true });
  for (const consumer of CONSUMERS)
    cpSync(join(root, "test/consumers/service.ts"), join(directory, consumer, "service.ts"));
  TYPESCRIPTS.forEach(compile);

  // What a bundler keeps of the package if only a constant is used.
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(directory, "in.js"),
    'import { SPEC_VERSION } from "venice-api-client";\nconsole.log(SPEC_VERSION);\n',
  );
  BUNDLERS.forEach(bundle);
  if (states.has("failed")) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
