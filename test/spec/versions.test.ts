import { expect, test } from "vitest";
import { compareSpecVersions } from "../../scripts/spec/version.ts";

test.each<[older: string, newer: string]>([
  ["20260814.194349", "20260821.003341"],
  ["20260821.003341", "20260821.003342"],
  ["20260821.003341", "20260821.103341"],
  ["20251231.235959", "20260101.000000"],
  ["1.0.0", "20250101.000000"],
  ["99999999.0.0", "20250101.000000"],
  ["20260101.0000000", "20250101.000000"],
  ["a20260101.000000", "20250101.000000"],
  ["1.9.0", "1.10.0"],
  ["1.0.0-rc.1", "1.0.0-rc.2"],
])("%s is older than %s", (older, newer) => {
  expect(Math.sign(compareSpecVersions(older, newer))).toBe(-1);
  expect(Math.sign(compareSpecVersions(newer, older))).toBe(1);
});

test.each(["20260821.003341", "1.0.0"])("%s is as old as itself", (version) => {
  expect(compareSpecVersions(version, version)).toBe(0);
});
