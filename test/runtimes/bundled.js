/** For runtimes that take one file: a Worker's test, and a page's promise. */
import { check } from "./check.js";

export default {
  async test() {
    console.log(await check());
  },
};

if ("document" in globalThis) globalThis.checked = check();
