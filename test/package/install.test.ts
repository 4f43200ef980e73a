import { readFileSync } from "node:fs";
import { satisfies } from "semver";
import { expect, test } from "vitest";

// What npm would warn of when a newcomer installs, read from the lock instead of from one npm's output.

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const { allowScripts, engines } = read("package.json") as {
  allowScripts: Record<string, boolean>;
  engines: { node: string };
};
const { packages } = read("package-lock.json") as {
  packages: Record<
    string,
    { hasInstallScript?: boolean; deprecated?: string; engines?: { node?: string }; optional?: boolean }
  >;
};
const dependencies = Object.entries(packages)
  .filter(([path]) => path !== "")
  .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ""), ...entry }));

test("npm asks nobody about install scripts: package.json declines each one that the lock has", () => {
  const withScript = dependencies.filter(({ hasInstallScript }) => hasInstallScript);
  expect(Object.keys(allowScripts).sort()).toEqual(withScript.map(({ name }) => name).sort());
  expect(Object.values(allowScripts)).not.toContain(true);
});

test("no dependency is deprecated, or needs a newer Node than ours", () => {
  const oldestNode = engines.node.replace(">=", "") + ".0";
  expect(dependencies.length).toBeGreaterThan(300);
  const unfit = dependencies.filter(
    ({ deprecated, engines: needs }) =>
      deprecated !== undefined || (needs?.node !== undefined && !satisfies(oldestNode, needs.node)),
  );
  expect(unfit.map(({ name }) => name)).toEqual([]);
});
