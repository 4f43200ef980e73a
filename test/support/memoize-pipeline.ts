/**
 * A setup file: tests update the same few specs again and again, so what depends on content alone is made once.
 * What judges or renders a spec of its own (test/generate, test/update/facade-fields) calls the functions themselves.
 */
import { vi } from "vitest";

vi.mock(import("../../scripts/generate/render.ts"), async (importActual) => {
  const { memoizeRender } = await import("./memoize.ts");
  return memoizeRender(await importActual());
});

vi.mock(import("../../scripts/update/facade-compile.ts"), async (importActual) => {
  const { memoizeCompileFacade } = await import("./memoize.ts");
  return memoizeCompileFacade(await importActual());
});
