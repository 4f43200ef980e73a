import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

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
