import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { packageVersion, withPackageVersion } from "../../scripts/tree/package-version.ts";
import { compareSpecVersions } from "../../scripts/spec/version.ts";

test.each<[older: string, newer: string]>([
  ["20260814.194349", "20260821.003341"],
  ["20260821.003341", "20260821.003342"],
  ["20260821.003341", "20260821.103341"],
  ["20251231.235959", "20260101.000000"],
  ["1.0.0", "20250101.000000"],
  ["99999999.0.0", "20250101.000000"],
  ["1.9.0", "1.10.0"],
  ["1.0.0-rc.1", "1.0.0-rc.2"],
])("%s is older than %s", (older, newer) => {
  expect(Math.sign(compareSpecVersions(older, newer))).toBe(-1);
  expect(Math.sign(compareSpecVersions(newer, older))).toBe(1);
});

test.each(["20260821.003341", "1.0.0"])("%s is as old as itself", (version) => {
  expect(compareSpecVersions(version, version)).toBe(0);
});

const REPOSITORY = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");

test("the package's own version changes neither file by a byte", () => {
  const files = withPackageVersion(REPOSITORY, packageVersion(REPOSITORY));
  expect(files).toEqual({
    "package.json": read("package.json"),
    "package-lock.json": read("package-lock.json"),
  });
});

test("another version changes one line of package.json and two of its lock", () => {
  const root = mkdtempSync(join(tmpdir(), "version-"));
  try {
    for (const path of ["package.json", "package-lock.json"])
      cpSync(join(REPOSITORY, path), join(root, path));
    const files = withPackageVersion(root, "12.34.56");
    const changed = (path: string) => {
      const lines = read(path).split("\n");
      return files[path]!.split("\n")
        .filter((line, index) => line !== lines[index])
        .map((line) => line.trim());
    };
    const line = '"version": "12.34.56",';
    expect([changed("package.json"), changed("package-lock.json")]).toEqual([[line], [line, line]]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
