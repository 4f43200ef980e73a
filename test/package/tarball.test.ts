import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, test } from "vitest";
import { packOnce, ROOT } from "./packed.ts";

const packed = packOnce();

/** Runs a module beside the installed package. */
function run(source: string): string {
  const file = join(packed().directory, "main.mjs");
  writeFileSync(file, source);
  return execFileSync(process.execPath, [file], { encoding: "utf8", stdio: "pipe" }).trim();
}

describe("the packed tarball", () => {
  test("holds the build, the papers and nothing else", () => {
    const paths = packed().tarball.files.map(({ path }) => path);
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
    const { messages, pkg } = await publint({ pkgDir: packed().installed, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("gives right types in node10, node16 from CommonJS and ESM, and in bundlers", async () => {
    const data = new Uint8Array(readFileSync(packed().tarball.path));
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

  test("knows its errors where a CommonJS and an ESM copy meet", () => {
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
