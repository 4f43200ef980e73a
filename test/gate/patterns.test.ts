import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { checkPatterns } from "../../scripts/gate/patterns.ts";
import type { JsonObject } from "../../scripts/spec/openapi.ts";
import { examinePattern } from "../../scripts/spec/pattern-cost.ts";
import { currentWork, reportWork } from "../../scripts/spec/progress.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";
import { walk } from "../../scripts/spec/walk.ts";
import { specWith } from "../support/spec.ts";

const A = "#/components/schemas/A";
/** Checks the patterns of all schemas, as if each had a validator. */
const check =
  (schema: JsonObject, others: JsonObject = {}, checkAll = checkPatterns) =>
  () => {
    const document = specWith({ components: { schemas: { A: schema, ...others } } });
    const visits = Array.from(walk(document, "document", "#")).filter(({ kind }) => kind === "schema");
    checkAll(document, visits);
  };
function expectRefusal(run: () => unknown, message: string): void {
  expect(run).toThrow(Refusal);
  expect(run).toThrow(message);
}

const EMAIL = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$";
const CUBIC = "^\\S+@\\S+\\.\\S+$";
const LOOKS_AHEAD = "^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$";
const LINEAR = "^a+$";
// Each is examined once in a process: on a busy machine, the gate's limit of time refuses what takes a second.
beforeAll(() => {
  for (const pattern of [EMAIL, CUBIC, LOOKS_AHEAD]) examinePattern(pattern, 600_000);
});
const ADVICE = "under not, if, oneOf or maxContains it needs a maxLength of up to ";
const slow = (at: string, pattern: string, longest = 128) =>
  new RegExp(
    `^${escape(`${at}/pattern: ${JSON.stringify(pattern)} isn't tried on long text, as it may take long `)}` +
      `\\(examined: [^)]+\\); ${escape(ADVICE)}${longest}$`,
  );
const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

describe("a schema's patterns pass:", () => {
  test.each<[what: string, schema: JsonObject]>([
    ["one of 1 000 characters", { pattern: `^${"a".repeat(999)}` }],
    ["what is no text", { pattern: 1 }],
    ["the usual one of an e-mail address", { pattern: EMAIL }],
    ["one whose time grows with the cube of the length", { pattern: CUBIC }],
    ["one that looks ahead twice", { pattern: LOOKS_AHEAD }],
    ["one of names whose time grows with the length alone", { patternProperties: { [LINEAR]: {} } }],
    ["a slow one below not, for short text alone", { not: { pattern: EMAIL, maxLength: 128 } }],
    ["one below not whose time grows with the length alone", { not: { pattern: LINEAR } }],
    ["a slow one below contains, without maxContains", { contains: { pattern: EMAIL } }],
    ["a slow one below anyOf and allOf", { anyOf: [{ pattern: EMAIL }, { allOf: [{ pattern: CUBIC }] }] }],
    [
      "a slow one in one branch of several",
      { oneOf: [{ pattern: EMAIL }, { enum: [""] }, { properties: { a: { pattern: EMAIL } } }] },
    ],
    ["a slow one beside not and if", { pattern: EMAIL, not: { enum: ["a"] }, if: true }],
  ])("%s", (_what, schema) => {
    expect(check(schema)).not.toThrow();
  });

  test("up to 100 different ones", () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`P${n}`, { pattern: `^${n % 101}$` }]));
    expect(check({ pattern: "^1$" }, many(100))).not.toThrow();
    expectRefusal(
      check({}, many(101)),
      "#/components/schemas/P100: with it, over 100 patterns reach the validators",
    );
  });
});

describe("a schema's patterns are refused:", () => {
  test.each<[what: string, schema: JsonObject, message: string]>([
    [
      "one of 1 001 characters",
      { items: { pattern: `^${"a".repeat(1_000)}` } },
      `${A}/items/pattern: the pattern is over 1000 characters long`,
    ],
    ["what doesn't compile", { pattern: "^(" }, `${A}/pattern: "^(" is no regular expression of JavaScript`],
    [
      "what doesn't compile, of names",
      { patternProperties: { "^(": {} } },
      `${A}/patternProperties: "^(" is no regular expression of JavaScript`,
    ],
    [
      "one that never ends",
      { pattern: "^(a+)+$" },
      `${A}/pattern: "^(a+)+$" may backtrack without end (examined: exponential)`,
    ],
    [
      "one whose time grows with the fifth power of the length",
      { pattern: "a*a*a*a*b$" },
      `${A}/pattern: "a*a*a*a*b$" may backtrack without end (examined: 5th degree polynomial)`,
    ],
    [
      "a slow one of names",
      { patternProperties: { [LINEAR]: {}, [EMAIL]: {} } },
      `${A}/patternProperties: ${JSON.stringify(EMAIL)} isn't tried on long text, as it may take long (examined: `,
    ],
    [
      "a slow one of names, with its reason",
      { patternProperties: { [EMAIL]: {} } },
      "; names may have any length",
    ],
  ])("%s", (_what, schema, message) => {
    expectRefusal(check(schema), message);
  });

  test.each<[what: string, schema: JsonObject, at: string, pattern: string, maxLength?: number]>([
    ["below not", { not: { pattern: EMAIL } }, "not", EMAIL],
    ["below not, for text that may be too long", { not: { pattern: EMAIL, maxLength: 129 } }, "not", EMAIL],
    ["below not, for text of a few characters", { not: { pattern: CUBIC } }, "not", CUBIC, 22],
    ["in a property below if", { if: { properties: { a: { pattern: EMAIL } } } }, "if/properties/a", EMAIL],
    ["whose matches are counted", { contains: { pattern: EMAIL }, maxContains: 1 }, "contains", EMAIL],
    [
      "in two branches beside a fast one",
      {
        oneOf: [
          { pattern: LINEAR },
          { pattern: EMAIL },
          { pattern: CUBIC, maxLength: 22 },
          { pattern: CUBIC },
        ],
      },
      "oneOf/3",
      CUBIC,
      22,
    ],
    [
      "in two branches",
      { oneOf: [{ pattern: EMAIL }, { allOf: [{ pattern: "^.+@.+$" }] }] },
      "oneOf/1/allOf/0",
      "^.+@.+$",
    ],
  ])("a slow one %s", (_what, schema, at, pattern, maxLength) => {
    expect(check(schema)).toThrow(Refusal);
    expect(check(schema)).toThrow(slow(`${A}/${at}`, pattern, maxLength));
  });

  test("a slow one behind a reference below not", () => {
    const run = check({ not: { $ref: "#/components/schemas/B" } }, { B: { pattern: EMAIL } });
    expect(run).toThrow(slow("#/components/schemas/B", EMAIL));
  });
});

describe("a pattern's examination", () => {
  const timeouts: number[] = [];
  const times: number[] = [];

  async function withStandIn(run: (checkAll: typeof checkPatterns) => void): Promise<void> {
    vi.resetModules();
    vi.doMock("../../scripts/spec/pattern-cost.ts", () => ({
      EXAMINATION_MS: 20_000,
      examinePattern: (_pattern: string, timeoutMs?: number) => {
        if (timeoutMs !== undefined) timeouts.push(timeoutMs);
        return { longest: Infinity, finding: "linear" };
      },
    }));
    const now = vi.spyOn(performance, "now").mockImplementation(() => times.shift() ?? NaN);
    try {
      run((await import("../../scripts/gate/patterns.ts")).checkPatterns);
    } finally {
      now.mockRestore();
      vi.doUnmock("../../scripts/spec/pattern-cost.ts");
      vi.resetModules();
    }
  }

  beforeEach(() => {
    timeouts.length = 0;
    times.length = 0;
  });

  test("has what is left of 20 s for all, and at least 1 ms", async () => {
    times.push(1_000, 1_000, 6_000.5, 20_999.5, 50_000);
    const schemas = { B: { pattern: "b" }, C: { pattern: "c" }, D: { pattern: "d" } };
    await withStandIn((checkAll) => {
      check({ pattern: "a" }, schemas, checkAll)();
    });
    expect(timeouts).toEqual([20_000, 15_000, 1, 1]);
  });

  test("is reported", () => {
    reportWork("starting");
    check({ pattern: LINEAR })();
    expect(currentWork()).toBe(`examining the pattern of ${A}/pattern`);
  });
});
