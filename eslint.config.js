import tseslint from "typescript-eslint";

/** What each room may import; the data goes openapi -> generated -> src, and scripts stand beside it. */
const room = (files, group, message) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        patterns: [
          { group, message },
          { group: ["node:*"], message, allowTypeImports: true },
        ],
      },
    ],
  },
});

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "docs/",
      "coverage/",
      "generated/",
      "test/bench/",
      "test/fixtures/",
      "test/consumers/",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // A constructor that only narrows what a subclass takes is not useless.
      "@typescript-eslint/no-useless-constructor": "off",
      eqeqeq: "error",
    },
  },
  room(
    ["src/**"],
    ["**/generated/**", "**/scripts/**", "**/index.ts"],
    "only src/schema.ts opens generated/; nothing in src/ imports scripts/, src/index.ts or Node itself",
  ),
  room(["src/schema.ts"], ["./*", "**/scripts/**"], "src/schema.ts imports generated/ alone"),
  {
    files: ["scripts/lib/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/src/**", "../*"],
              message: "scripts/lib imports no other script and nothing of src/",
            },
          ],
        },
      ],
    },
  },
  { files: ["test/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
