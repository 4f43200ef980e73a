import type * as Render from "../../scripts/generate/render.ts";
import type * as FacadeCompile from "../../scripts/update/facade-compile.ts";
import type { Files } from "../../scripts/tree/project.ts";
import { hashTree } from "./hash-tree.ts";

const rendered = new Map<string, ReturnType<typeof Render.render>>();

/** `render`, once for each document. */
export function memoizeRender(module: typeof Render): typeof Render {
  const render: typeof Render.render = async (document) => {
    const key = JSON.stringify(document);
    if (!rendered.has(key)) rendered.set(key, module.render(document));
    return structuredClone(await rendered.get(key)!);
  };
  return { ...module, render };
}

const compiled = new Map<string, () => void>();

/** `compileFacade`, once for each content of src/ and the declarations of generated/. */
export function memoizeCompileFacade(module: typeof FacadeCompile): typeof FacadeCompile {
  const compileFacade: typeof FacadeCompile.compileFacade = (root, files) => {
    const key = JSON.stringify([hashTree(root, ["src", "tsconfig.json"]), declarationsOf(files)]);
    const result = compiled.get(key) ?? toResult(() => module.compileFacade(root, files));
    compiled.set(key, result);
    result();
  };
  return { ...module, compileFacade };
}

/** What the compiler reads of generated files: no JavaScript, and of the version that it is a text. */
function declarationsOf(files: Files): Files {
  const declarations = Object.entries(files).filter(([path]) => path.endsWith(".ts"));
  return Object.fromEntries(
    declarations.map(([path, text]) => [path, text.replace(/(SPEC_VERSION = )"[\w.+-]*"/, '$1""')]),
  );
}

/** Does again what `work` has done: nothing, or throw its error. */
function toResult(work: () => void): () => void {
  try {
    work();
    return () => {};
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
