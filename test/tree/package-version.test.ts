import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { packageVersion, withPackageVersion } from "../../scripts/tree/package-version.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");

test("a package with the same version keeps the bytes of both files", () => {
  const files = withPackageVersion(REPOSITORY, packageVersion(REPOSITORY));
  expect(files).toEqual({
    "package.json": read("package.json"),
    "package-lock.json": read("package-lock.json"),
  });
});

test("a package with another version changes in one line of package.json and in two of its lock", () => {
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
