/** What runs in the process of isolated.ts. */
import { Refusal } from "../spec/refusal.ts";
import type { Answer, Task } from "./isolated.ts";
import { prepareUpdate } from "./prepare.ts";

const answer = (message: Answer) => process.send?.(message);

// Nobody is left to answer to.
process.once("disconnect", () => process.exit());

process.once("message", ({ root, lock, publication, options }: Task) => {
  prepareUpdate(root, lock, publication, options, (read) => answer({ read })).then(
    (prepared) => answer({ prepared }),
    (error: unknown) => {
      if (error instanceof Refusal) answer({ refusal: error.message });
      else answer({ error: error instanceof Error ? error : new Error(String(error)) });
    },
  );
});
