import { expect, test } from "vitest";
import { parse } from "yaml";
import type { SpecDocument } from "../../scripts/spec/openapi.ts";
import { findIssues } from "../../src/validation.ts";
import { BODY } from "../faults/fault-case.ts";
import { compileValidator } from "../support/compile-validator.ts";
import { SMALL_SPEC } from "../support/project-copy.ts";

// Venice's own limits, from a spec that stays: the committed one may loosen them in any update.
const validateRequest = await compileValidator(parse(SMALL_SPEC) as SpecDocument);

test.each<[what: string, body: unknown, lines: string[]]>([
  ["no properties", {}, ["apiKeyType is required", "description is required"]],
  ["a wrong enum", { ...BODY, apiKeyType: "ROOT" }, ['apiKeyType must be "INFERENCE" or "ADMIN"']],
  [
    "text for a limit",
    { ...BODY, consumptionLimit: { usd: "50" } },
    ["consumptionLimit.usd must be number or null"],
  ],
  [
    "too high a limit",
    { ...BODY, consumptionLimit: { usd: 1e10 } },
    ["consumptionLimit.usd must be <= 9999999999"],
  ],
  ["the highest limit", { ...BODY, consumptionLimit: { usd: 9_999_999_999 } }, []],
  ["null for no limit", { ...BODY, consumptionLimit: { usd: null } }, []],
  ["a limit below 0", { ...BODY, consumptionLimit: { usd: -1 } }, ["consumptionLimit.usd must be >= 0"]],
  [
    "65 letters",
    { ...BODY, description: "x".repeat(65) },
    ["description must NOT have more than 64 characters"],
  ],
  [
    "65 emoji",
    { ...BODY, description: "🔑".repeat(65) },
    ["description must NOT have more than 64 characters"],
  ],
  ["64 emoji", { ...BODY, description: "🔑".repeat(64) }, []],
  ["a date", { ...BODY, expiresAt: "2030-01-31" }, []],
  ["a date and time", { ...BODY, expiresAt: "2030-01-31T12:00:00.000Z" }, []],
  ["an empty expiresAt", { ...BODY, expiresAt: "" }, []],
  [
    "a bad date",
    { ...BODY, expiresAt: "tomorrow" },
    [
      String.raw`expiresAt must be "" or match ^\d{4}-\d{2}-\d{2}$ or match ^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$`,
    ],
  ],
])("a body with %s is judged, line by line", (_what, body, lines) => {
  expect(findIssues(validateRequest, body).map(({ path, message }) => `${path} ${message}`)).toEqual(lines);
});
