import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

/** git's environment: it makes no files that nobody reads, and starts no process to tidy up. */
export const PLAIN_GIT = {
  GIT_TEMPLATE_DIR: "",
  ...{ GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "maintenance.auto", GIT_CONFIG_VALUE_0: "false" },
};

/** The folders of one job, as a fresh machine has them. */
export interface Machine {
  workspace: string;
  temp: string;
  home: string;
  /** Where the run keeps its artifacts. */
  artifacts: string;
  /** The repository that is checked out. */
  origin: string;
}

/** Makes the empty folders of one job. */
export function createMachine(folder: string, shared: { artifacts: string; origin: string }): Machine {
  const root = mkdtempSync(join(folder, "machine-"));
  const own = { workspace: join(root, "work"), temp: join(root, "temp"), home: join(root, "home") };
  for (const path of Object.values(own)) mkdirSync(path);
  return { ...own, artifacts: shared.artifacts, origin: shared.origin };
}
