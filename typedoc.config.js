import { Converter, OptionDefaults, ReflectionKind } from "typedoc";

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "venice-api-client",
  entryPoints: ["src/index.ts", "src/testing.ts"],
  out: "docs",
  readme: "README.md",
  // README has a title of its own.
  headings: { readme: false },
  plugin: [linkNamedTypes, linkThrownClasses, removeStarsFromExamples],
  sort: ["kind", "alphabetical"],
  kindSortOrder: ["Module", "Function", "Class", "Interface", "TypeAlias", "Variable", "Method", "Property"],
  groupOrder: ["Functions", "Classes", "Interfaces", "Type Aliases", "*"],
  // openapi-typescript writes it below an example, which would take it in. The type says the same.
  modifierTags: OptionDefaults.modifierTags.filter((tag) => tag !== "@enum"),
  // Descriptions come from the spec's server: HTML in them is shown as text.
  markdownItOptions: { html: false, linkify: true },
  includeVersion: true,
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  searchInComments: true,
  treatWarningsAsErrors: true,
  intentionallyNotExported: ["JsonOf", "Responses"],
};

/**
 * Writes the types of parameters and results as the source does, so that they link to the types' own pages. TypeDoc
 * asks the compiler, which forgets the name of a type that was derived by indexing.
 *
 * @param {import("typedoc").Application} app
 */
function linkNamedTypes(app) {
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, (context, signature, declaration) => {
    if (!signature.parent.parent?.kindOf(ReflectionKind.Interface)) return;
    const scope = context.withScope(signature);
    const write = (target, node, targetScope) => {
      if (!node) return;
      context.project.removeTypeReflections(target.type);
      target.type = context.converter.convertType(targetScope, node);
    };
    write(signature, declaration?.type, scope);
    for (const [index, parameter] of (signature.parameters ?? []).entries())
      write(parameter, declaration?.parameters[index]?.type, scope.withScope(parameter));
  });
}

/**
 * Links the class that a `@throws` begins with. In the source it is a mere name: editors garble a link there.
 *
 * @param {import("typedoc").Application} app
 */
function linkThrownClasses(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const tag of blockTagsOf(project, "@throws")) {
      const [first, ...rest] = tag.content;
      const [, name = "", text] = /^(\w+)([^]*)$/.exec(first?.text ?? "") ?? [];
      const target = project.getChildByName(["venice-api-client", name]);
      if (!target) continue;
      const link = { kind: "inline-tag", tag: "@link", text: name, target };
      tag.content = [link, { kind: "text", text }, ...rest];
    }
  });
}

/**
 * TypeDoc takes an example that is a JSON object for a type, and keeps the comment's stars in it.
 *
 * @param {import("typedoc").Application} app
 */
function removeStarsFromExamples(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const part of blockTagsOf(project, "@example").flatMap(({ content }) => content))
      part.text = part.text.replaceAll(/\n\s*\* {0,5}/g, "\n");
  });
}

/**
 * @param {import("typedoc").ProjectReflection} project
 * @param {`@${string}`} name
 */
function blockTagsOf(project, name) {
  const comments = Object.values(project.reflections).map(({ comment }) => comment);
  return comments.flatMap((comment) => comment?.blockTags ?? []).filter(({ tag }) => tag === name);
}
