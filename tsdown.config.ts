import { defineConfig } from "tsdown";

export default defineConfig({
  entry: ["src/index.ts", "src/testing.ts"],
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  dts: true,
  fixedExtension: false,
  // Readable in a consumer's node_modules; the consumer's bundler minifies.
  minify: false,
  sourcemap: false,
  logLevel: "warn",
});
