/** Makes the API reference and looks for createApiKey in it with a real browser: `npm run measure:docs [-- --installed-only]`. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHROMIUM, linkPlaywright } from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: { "installed-only": { type: "boolean", default: false } } });
const directory = realpathSync(mkdtempSync(join(tmpdir(), "venice-docs-")));

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  process.exitCode ||= status ?? 1;
}

try {
  run(join(root, "node_modules/typedoc/bin/typedoc"));
  mkdirSync(join(directory, "node_modules"));
  cpSync(join(root, "test/api-reference/search.js"), join(directory, "search.mjs"));
  if (linkPlaywright(root, directory, values["installed-only"]))
    run(join(directory, "search.mjs"), join(root, "docs"), CHROMIUM, join(root, "docs/screenshot"));
  else console.log("the search was not tried: playwright-core or Chromium is not installed");
} finally {
  rmSync(directory, { recursive: true, force: true });
}
