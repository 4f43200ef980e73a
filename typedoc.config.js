import { OptionDefaults } from "typedoc";

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "venice-api-client",
  entryPoints: ["src/index.ts", "src/testing.ts"],
  out: "docs",
  readme: "README.md",
  // README has a title of its own.
  headings: { readme: false },
  sort: ["kind", "alphabetical"],
  kindSortOrder: ["Module", "Function", "Class", "Interface", "TypeAlias", "Variable", "Method", "Property"],
  groupOrder: ["Functions", "Classes", "Interfaces", "Type Aliases", "*"],
  // openapi-typescript writes it below an example, which would take it in. The type says the same.
  blockTags: [...OptionDefaults.blockTags, "@enum"],
  modifierTags: OptionDefaults.modifierTags.filter((tag) => tag !== "@enum"),
  excludeTags: [...OptionDefaults.excludeTags, "@enum"],
  includeVersion: true,
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  searchInComments: true,
  treatWarningsAsErrors: true,
  intentionallyNotExported: ["Errors", "JsonOf"],
};
