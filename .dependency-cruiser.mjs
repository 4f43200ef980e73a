/** What each room may import: the data goes openapi -> generated -> src, and scripts stand beside it. */

/** `from` may import nothing but itself and `to`, below the folders given. */
const room = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { pathNot: [from, "node_modules", ...allowed], dependencyTypesNot: ["core", "npm", "npm-dev"] },
});

const stage = (name, ...more) =>
  room(
    `scripts/${name}`,
    `^scripts/${name}/`,
    ["^scripts/spec/", "^scripts/tree/", ...more],
    `scripts/${name}/ is one stage: what it shares with another belongs in scripts/spec/, what joins them in scripts/update/`,
  );

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no cycles",
      severity: "error",
      comment: "two files that import each other are one, or share something that belongs in a third",
      from: {},
      to: { circular: true },
    },
    room("scripts/spec", "^scripts/spec/", [], "scripts/spec/ is the ground: it imports no other room"),
    room("scripts/tree", "^scripts/tree/", ["^scripts/spec/"], "scripts/tree/ stands on scripts/spec/ alone"),
    stage("pull"),
    stage("gate"),
    stage("generate"),
    stage("impact"),
    stage("release", "^scripts/impact/"),
    {
      name: "release reads types alone",
      severity: "error",
      comment: "scripts/release/ words a verdict and makes none: import the verdict's types",
      from: { path: "^scripts/release/" },
      to: { path: "^scripts/impact/", dependencyTypesNot: ["type-only"] },
    },
    room(
      "scripts/update",
      "^scripts/update/",
      ["^scripts/(spec|tree|pull|gate|generate|impact|release)/"],
      "scripts/update/ conducts the stages; it imports no command, nothing of src/ and nothing of scripts/measure/",
    ),
    {
      name: "measure stands above",
      severity: "error",
      comment: "scripts/measure/ is never needed to build: nothing but tests imports it",
      from: { pathNot: ["^scripts/measure/", "^test/"] },
      to: { path: "^scripts/measure/" },
    },
    {
      name: "scripts don't import src",
      severity: "error",
      comment: "scripts run before src/ compiles: only quickstart and measurements use the client",
      from: { path: "^scripts/", pathNot: "^scripts/(measure/|quickstart\\.ts$)" },
      to: { path: "^src/" },
    },
    {
      name: "src opens generated through schema",
      severity: "error",
      comment: "src/schema.ts is the only door to generated/",
      from: { path: "^src/", pathNot: "^src/schema\\.ts$" },
      to: { path: "^generated/" },
    },
    room("src/schema", "^src/schema\\.ts$", ["^generated/"], "src/schema.ts imports generated/ alone"),
    {
      name: "generated imports nothing",
      severity: "error",
      comment: "generated/ is output: it imports nothing",
      from: { path: "^generated/" },
      to: { pathNot: "^generated/" },
    },
    room("src", "^src/", ["^generated/"], "src/ imports nothing of scripts/ and test/"),
    {
      name: "index is a list of exports",
      severity: "error",
      comment: "src/index.ts is for users: inside src/, import the file that has it",
      from: { path: "^src/" },
      to: { path: "^src/index\\.ts$" },
    },
    {
      name: "src runs without Node",
      severity: "error",
      comment: "src/ runs in browsers and Workers: only types come from Node",
      from: { path: "^src/" },
      to: { dependencyTypes: ["core"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "src/send knows no key",
      severity: "error",
      comment:
        "src/send/ carries any request: what is about keys, drift or bodies of the spec belongs above it, in src/",
      from: { path: "^src/send/" },
      to: { path: "^src/", pathNot: ["^src/send/", "^src/(errors|options|settings)\\.ts$"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: "^test/(bench|consumers|fixtures)/",
  },
};
