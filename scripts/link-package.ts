/**
 * Before packing for npm: `npm run release:links -- https://HOST/OWNER/NAME` writes package.json's links and makes those
 * of README absolute, not to be committed; with `--check` it fails if that was not done.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { projectRoot, runCommand } from "./command.ts";
import { packageLinks, relativeLinks, withAbsoluteLinks, type PackageLinks } from "./release/links.ts";
import { Refusal } from "./spec/refusal.ts";

const manifestFile = join(projectRoot(), "package.json");
const readmeFile = join(projectRoot(), "README.md");

await runCommand(() => {
  const [argument = ""] = process.argv.slice(2);
  // npm's own file, whose shape is documented.
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as {
    version: string;
  } & Partial<PackageLinks>;
  const readme = readFileSync(readmeFile, "utf8");
  if (argument === "--check") checkLinks(manifest, readme);
  else {
    const links = packageLinks(argument);
    writeFileSync(manifestFile, `${JSON.stringify({ ...manifest, ...links }, null, 2)}\n`);
    writeFileSync(readmeFile, withAbsoluteLinks(readme, argument, `v${manifest.version}`));
  }
  return Promise.resolve();
});

function checkLinks({ repository, bugs, homepage }: Partial<PackageLinks>, readme: string): void {
  const address = repository?.url.replace(/^git\+|\.git$/g, "") ?? "";
  const isLinked =
    address !== "" &&
    isDeepStrictEqual({ repository, bugs, homepage }, packageLinks(address)) &&
    relativeLinks(readme).length === 0;
  if (!isLinked)
    throw new Refusal(
      "the links of package.json and README lead to no one repository: npm run release:links -- https://HOST/OWNER/NAME",
    );
}
