import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readSpec } from "../../scripts/gate/gate.ts";
import { render } from "../../scripts/generate/render.ts";
import { compileFacade } from "../../scripts/update/facade-compile.ts";
import { SMALL_SPEC } from "../support/project-copy.ts";
import { bytes } from "../support/bytes.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

test.each([
  ["is explicitly optional", /^( {6}requestBody:\n)/m, "$1        required: false\n"],
  ["demands no property", /^ {14}required:\n(?: {14,16}- .*\n)+/m, ""],
])("the facade compiles if the request body %s", async (_, before, after) => {
  const spec = SMALL_SPEC.replace(before, after);
  const { files } = await render(readSpec(bytes(spec)));
  expect(files["generated/venice.d.ts"]).toContain("requestBody?: {");
  expect(() => {
    compileFacade(REPOSITORY, files);
  }).not.toThrow();
});
