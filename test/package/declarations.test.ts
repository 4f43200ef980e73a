import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packOnce, ROOT } from "./packed.ts";

const packed = packOnce();

const MODULE = `
import { createVeniceClient } from "venice-api-client";
export const venice = createVeniceClient();
export const api = venice.api;
export const create = venice.createApiKey;
`;

test("a library's own declarations can name what it exports of a client, in pnpm's layout", () => {
  // pnpm links a package to its store, so that its dependencies can't be named from the consumer's folder.
  const project = join(packed().directory, "pnpm");
  const store = join(project, "node_modules/.pnpm/venice-api-client/node_modules");
  mkdirSync(store, { recursive: true });
  cpSync(packed().installed, join(store, "venice-api-client"), { recursive: true });
  for (const dependency of ["openapi-fetch", "openapi-typescript-helpers"])
    cpSync(join(ROOT, "node_modules", dependency), join(store, dependency), { recursive: true });
  symlinkSync(join(store, "venice-api-client"), join(project, "node_modules/venice-api-client"), "junction");
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  writeFileSync(join(project, "index.ts"), MODULE);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = "--declaration --emitDeclarationOnly --strict --module nodenext --target es2022".split(" ");
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, "index.ts"], {
    cwd: project,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(readFileSync(join(project, "index.d.ts"), "utf8")).toContain("VeniceApi");
});
