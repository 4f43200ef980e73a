import { expect, it } from "vitest";
import { ignoreFailure } from "../../src/send/ignore-failure.ts";

it("work whose failure is ignored is waited for", async () => {
  let isDone = false;
  await ignoreFailure(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    isDone = true;
    throw new Error("ignored");
  });
  expect(isDone).toBe(true);
});
