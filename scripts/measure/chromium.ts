import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { installTool } from "./tools.ts";

/** Debian's, unless another is named. */
export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const PLAYWRIGHT = "playwright-core@1.65.1";

/** Lets scripts in that folder import playwright-core; false if it or the browser is missing. */
export function linkPlaywright(root: string, directory: string, installedOnly: boolean): boolean {
  const installed = existsSync(CHROMIUM) && installTool(root, "chromium", [PLAYWRIGHT], installedOnly);
  if (!installed) return false;
  const link = join(directory, "node_modules/playwright-core");
  rmSync(link, { force: true });
  symlinkSync(join(installed, "node_modules/playwright-core"), link, "dir");
  return true;
}
