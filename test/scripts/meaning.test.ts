import { expect, test } from "vitest";
import { meaningHash } from "../../scripts/lib/hash.ts";
import type { SpecDocument } from "../../scripts/lib/openapi.ts";
import { readSpec } from "../../scripts/lib/spec-gate.ts";
import { compareSpecVersions } from "../../scripts/lib/spec-version.ts";
import { bytes, TINY_SPEC, tinySpec, withSchema } from "./tiny-spec.ts";

const read = (text: string): SpecDocument => readSpec(bytes(text));
const meaning = (text: string): string => meaningHash(read(text));

test.each([
  ["another version", tinySpec("20260101.000000", "20260102.000000"), true],
  ["other prose", tinySpec("description: OK", "description: Fine"), true],
  [
    "an example",
    tinySpec(
      "description:\n          type: string",
      "description:\n          type: string\n          example: x",
    ),
    true,
  ],
  [
    "an extension",
    tinySpec("operationId: createApiKey", "operationId: createApiKey\n      x-guidance: be kind"),
    true,
  ],
  [
    "another order",
    tinySpec('  title: Tiny\n  version: "20260101.000000"', '  version: "20260101.000000"\n  title: Tiny'),
    true,
  ],
  [
    "another type",
    tinySpec("description:\n          type: string", "description:\n          type: number"),
    false,
  ],
  [
    "a property called like prose that is gone",
    tinySpec("        description:\n          type: string\n", "        label:\n          type: string\n"),
    false,
  ],
  [
    "another limit",
    tinySpec(
      "description:\n          type: string",
      "description:\n          type: string\n          maxLength: 3",
    ),
    false,
  ],
  ["a further schema", withSchema("Extra", { type: "string" }), false],
])("%s", (_what, text, isSame) => {
  expect(text).not.toBe(TINY_SPEC);
  expect(meaning(text) === meaning(TINY_SPEC)).toBe(isSame);
});

test.each([
  ["20260814.194349", "20260821.003341", -1],
  ["20260821.003341", "20260821.003342", -1],
  ["20260821.003341", "20260821.003341", 0],
  ["1.0.0", "20260821.003341", -1],
  ["20260821.003341", "2.0.0", 1],
  ["1.9.0", "1.10.0", -1],
])("version %s beside %s", (a, b, want) => {
  expect(Math.sign(compareSpecVersions(a, b))).toBe(want);
});
