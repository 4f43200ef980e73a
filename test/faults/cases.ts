import { BODY_CASES } from "./cases/bodies.ts";
import { CONNECTION_CASES } from "./cases/connections.ts";
import { STATUS_CASES } from "./cases/statuses.ts";
import { STUB_CASES } from "./cases/stubs.ts";
import type { FaultCase } from "./fault-case.ts";

export const CASES: readonly FaultCase[] = [
  ...STATUS_CASES,
  ...BODY_CASES,
  ...CONNECTION_CASES,
  ...STUB_CASES,
];
