import nock from "nock";
import { afterEach, beforeEach } from "vitest";
import { optimizeLate } from "../scripts/spec/late-optimization.ts";

// Most of what the tests run, they run a few times.
optimizeLate();

// No test reaches a network beyond loopback, and none leaves an expectation unmet.
beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/);
});

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  if (pending.length > 0) throw new Error(`nock mocks were never used: ${pending.join(", ")}`);
});
