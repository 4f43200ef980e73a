/** The fast tests of a room: those that decide in seconds whether a mutant is noticed. */

const CLIENT = ["test/send/**", "test/client/**", "test/faults/fault-table.test.ts"];

const TESTS: [room: string, tests: string[]][] = [
  ["src/testing", ["test/testing/**"]],
  ["src", CLIENT],
  // Its serializers run in the client.
  ["scripts/generate", ["test/generate/**", "test/client/{bodies,parameters}.test.ts"]],
];

/** Thousands of calls or values, a compiler, or other programs: too slow to run for each mutant. */
const SLOW = [
  "test/send/endurance.test.ts",
  "test/client/shared-budget.test.ts",
  "test/impact/{mutations,oracle,proof}.test.ts",
  "test/generate/{facade-properties,media-types,optional-body,render}.test.ts",
  "test/update/{command,facade-fields,isolated,kills,spec-update,update}.test.ts",
];

/** `room` is a folder or file of `src/` or `scripts/`. */
export function testsOf(room: string): { include: string[]; exclude: string[] } {
  const [, folder = ""] = room.split("/");
  const known = TESTS.find(([prefix]) => room === prefix || room.startsWith(`${prefix}/`));
  const tests = known?.[1] ?? [`test/${folder}/**`];
  return { include: tests.map((test) => test.replace(/\*\*$/, "**/*.test.ts")), exclude: SLOW };
}
