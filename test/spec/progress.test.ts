import { expect, test, vi } from "vitest";

test("the listener gets each new work, and the last is the current one", async () => {
  vi.resetModules();
  const { currentWork, listenToWork, reportWork } = await import("../../scripts/spec/progress.ts");
  expect(currentWork()).toBe("starting");
  reportWork("reading");
  expect(currentWork()).toBe("reading");
  const onWork = vi.fn();
  listenToWork(onWork);
  for (const work of ["reading", "writing", "writing", "reading"]) reportWork(work);
  expect(onWork.mock.calls).toEqual([["writing"], ["reading"]]);
  expect(currentWork()).toBe("reading");
  vi.resetModules();
});
