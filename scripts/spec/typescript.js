// To `import` CommonJS, Node searches its code for export names: half a second for 9 MB, which `require` saves.
import { createRequire } from "node:module";

export default createRequire(import.meta.url)("typescript");
