import { defineConfig, type Rolldown } from "tsdown";

/**
 * From a package of type "module" rolldown reads a CommonJS default as Node's ESM would: the whole `exports`.
 * openapi-fetch's CommonJS file has `exports.default`, as `__esModule` says, and `require` gives us that file.
 */
const esModuleDefaults: Rolldown.Plugin = {
  name: "es-module-defaults",
  renderChunk: (code) => code.replaceAll(/(?<=__toESM\(\w+), 1(?=\))/g, ""),
};

export default defineConfig({
  entry: ["src/index.ts", "src/testing.ts"],
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  dts: true,
  fixedExtension: false,
  plugins: [esModuleDefaults],
  // Readable in a consumer's node_modules; the consumer's bundler minifies.
  minify: false,
  sourcemap: false,
  logLevel: "warn",
  // How long a plugin took is no defect of the package.
  checks: { pluginTimings: false },
});
