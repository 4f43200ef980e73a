// Node looks for the names that an `import` of CommonJS could ask for, in 9 MB of code: half a second that `require` saves.
import { createRequire } from "node:module";

export default createRequire(import.meta.url)("typescript");
