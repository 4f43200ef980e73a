/**
 * A stand-in for Venice, for the tests of services.
 *
 * @module venice-api-client/testing
 */
export { createFakeVenice, type FakeVenice, type FakeVeniceOptions } from "./testing/fake-venice.ts";
export type { Fault } from "./testing/faults.ts";
export type { Listening } from "./testing/listen.ts";
export type { ReceivedRequest } from "./testing/received-request.ts";
