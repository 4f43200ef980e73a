import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPacked, pack, type Tarball } from "../../scripts/measure/pack.ts";
import { compileProject } from "./compile.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A directory with the packed package installed in it. */
const packed = { directory: "", installed: "", tarball: { path: "", files: [] } as Tarball };

beforeAll(() => {
  packed.directory = realpathSync(mkdtempSync(join(tmpdir(), "venice-packed-")));
  packed.tarball = pack(ROOT, packed.directory);
  packed.installed = installPacked(packed.tarball.path, ROOT, packed.directory);
});
afterAll(() => rmSync(packed.directory, { recursive: true, force: true }));

/** Runs a module beside the installed package. */
function run(source: string): string {
  const file = join(packed.directory, "main.mjs");
  writeFileSync(file, source);
  return node(file);
}

function node(file: string): string {
  return execFileSync(process.execPath, [file], { encoding: "utf8", stdio: "pipe" }).trim();
}

describe("the packed tarball", () => {
  test("contains the build, README, LICENSE and CHANGELOG, and nothing else", () => {
    const paths = packed.tarball.files.map(({ path }) => path);
    expect(paths.filter((path) => !/^dist\/[\w-]+\.(c?js|d\.c?ts)$/.test(path)).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    for (const entry of ["index", "testing"])
      for (const kind of ["js", "cjs", "d.ts", "d.cts"]) expect(paths).toContain(`dist/${entry}.${kind}`);
  });

  test("passes publint, strictly", async () => {
    const { messages, pkg } = await publint({ pkgDir: packed.installed, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("has the right types for node10, for node16 from CommonJS and ESM, and for bundlers", async () => {
    const data = new Uint8Array(readFileSync(packed.tarball.path));
    const analysis = await checkPackage(createPackageFromTarballData(data));
    expect(analysis.types && analysis.problems).toEqual([]);
  });

  test("does no work when it is imported", () => {
    const guard = `
      const before = Object.getOwnPropertyNames(globalThis).length;
      const forbid = (name) => (globalThis[name] = () => { throw new Error(name + " at load"); });
      ["fetch", "setTimeout", "setInterval", "queueMicrotask", "Request", "AbortController"].forEach(forbid);
      const { env } = process;
      process.env = new Proxy(env, { get: (_, name) => { if (String(name).startsWith("VENICE")) throw new Error("env at load"); return env[name]; } });`;
    const imports = `
      await import("venice-api-client");
      await import("venice-api-client/testing");
      console.log(Object.getOwnPropertyNames(globalThis).length - before);`;
    expect(run(guard + imports)).toBe("0");
  });

  test("recognizes its errors if a CommonJS and an ESM copy meet", () => {
    const source = `
      import { createRequire } from "node:module";
      import * as esm from "venice-api-client";
      const cjs = createRequire(import.meta.url)("venice-api-client");
      const thrownBy = ({ createVeniceClient }) => { try { createVeniceClient({ baseUrl: "" }); } catch (error) { return error; } };
      const [e, c] = [thrownBy(esm), thrownBy(cjs)];
      console.log(e instanceof cjs.VeniceError, esm.VeniceError.is(c), cjs.VeniceError.is(e));`;
    expect(run(source)).toBe("false true true");
  });

  test("has one runtime dependency", () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      dependencies: object;
    };
    expect(Object.keys(dependencies)).toEqual(["openapi-fetch"]);
  });
});

describe("a consumer's service compiles, library checks on, and runs", () => {
  beforeAll(() => {
    cpSync(join(ROOT, "test/consumers"), packed.directory, { recursive: true });
    for (const types of ["@types/node", "undici-types"])
      cpSync(join(ROOT, "node_modules", types), join(packed.directory, "node_modules", types), {
        recursive: true,
      });
  });

  test.each([
    ["esm", "as ESM under nodenext"],
    ["cjs", "as CommonJS under nodenext"],
    ["bundler", "under a bundler's resolution"],
    ["node10", "as CommonJS under node10"],
  ])("%s: %s", (kind) => {
    const directory = join(packed.directory, kind);
    cpSync(join(packed.directory, "service.ts"), join(directory, "service.ts"));
    expect(compileProject(directory)).toEqual([]);
    expect(node(join(directory, "service.js"))).toBe("INFERENCE VeniceApiError 503 unknown string");
  });
});

/** A library of a consumer's that exports parts of a client. */
const LIBRARY = {
  "package.json": '{ "type": "module" }',
  "tsconfig.json": `{
    "compilerOptions": {
      "declaration": true, "emitDeclarationOnly": true, "strict": true, "module": "nodenext", "target": "es2022"
    },
    "files": ["index.ts"]
  }`,
  "index.ts": `
    import { createVeniceClient } from "venice-api-client";
    export const venice = createVeniceClient();
    export const api = venice.api;
    export const create = venice.createApiKey;`,
};

test("a library's own declarations can name what it exports of a client, in pnpm's layout", () => {
  // pnpm links a package to its store, so that its dependencies can't be named from the consumer's folder.
  const project = join(packed.directory, "pnpm");
  const store = join(project, "node_modules/.pnpm/venice-api-client/node_modules");
  mkdirSync(store, { recursive: true });
  cpSync(packed.installed, join(store, "venice-api-client"), { recursive: true });
  for (const dependency of ["openapi-fetch", "openapi-typescript-helpers"])
    cpSync(join(ROOT, "node_modules", dependency), join(store, dependency), { recursive: true });
  symlinkSync(join(store, "venice-api-client"), join(project, "node_modules/venice-api-client"), "junction");
  for (const [name, text] of Object.entries(LIBRARY)) writeFileSync(join(project, name), text);
  expect(compileProject(project)).toEqual([]);
  expect(readFileSync(join(project, "index.d.ts"), "utf8")).toContain("VeniceApi");
});
