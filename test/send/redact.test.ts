import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, redactError, redactJson } from "../../src/send/redact.ts";
import { BEARER } from "../support/venice.ts";

const redact = createRedactor([BEARER]);

describe("the redactor", () => {
  it.each([
    ["as it is", `a ${BEARER} b`, "a [redacted] b"],
    ["as JSON encodes it", `a ${JSON.stringify({ key: `x ${BEARER}` })} b`, 'a {"key":"x [redacted]"} b'],
    ["more than once", BEARER + BEARER, "[redacted][redacted]"],
  ])("masks a key %s", (_form, text, masked) => {
    expect(redact(text)).toBe(masked);
  });

  it("masks a key of 8 characters within a word, too", () => {
    expect(createRedactor(["abcd-123"])("x_abcd-123_y")).toBe("x_[redacted]_y");
  });

  it.each([
    ["a.b", "a.b axb a.b-c xa.b (a.b)", "[redacted] axb a.b-c xa.b ([redacted])"],
    ["a+\\", "a+\\ aa\\ a+", "[redacted] aa\\ a+"],
  ])("masks the short key %s only as a word", (key, text, masked) => {
    expect(createRedactor([key])(text)).toBe(masked);
  });

  it("masks keys that were added to the list later", () => {
    const secrets: string[] = [];
    const later = createRedactor(secrets);
    secrets.push(BEARER);
    expect(later(BEARER)).toBe("[redacted]");
  });
});

describe("a JSON text", () => {
  const key = fc.string({
    unit: fc.constantFrom(...Array.from("ab\"\\/-_.+'")),
    minLength: 8,
    maxLength: 20,
  });
  const escaped = (text: string) =>
    Array.from(text, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

  it("shows a key in no string and no name, however it is escaped", () => {
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
        const text = `{"${escaped(before + secret)}": ["${escaped(secret + after)}", 1, null]}`;
        const parsed: unknown = JSON.parse(redactJson(text, createRedactor([secret])));
        const plain = createRedactor([secret]);
        expect(parsed).toEqual({ [plain(before + secret)]: [plain(secret + after), 1, null] });
        expect(JSON.stringify(Object.entries(parsed as object).flat(2))).toContain("[redacted]");
      }),
    );
  });

  it("that is invalid is masked as plain text", () => {
    expect(redactJson(`<p>${BEARER}`, redact)).toBe("<p>[redacted]");
  });

  it("that is nested too deep to be searched is dropped", () => {
    const depth = 200_000;
    expect(redactJson("[".repeat(depth) + JSON.stringify(BEARER) + "]".repeat(depth), redact)).toBe("");
  });
});

describe("the copy of an error", () => {
  const failure = (message: string, fields: object = {}) => Object.assign(new Error(message), fields);

  it("keeps message, name, code and system call, masked, and nothing else", () => {
    const fields = { name: `N ${BEARER}`, code: `C ${BEARER}`, syscall: `S ${BEARER}`, request: BEARER };
    const copy = redactError(failure(`M ${BEARER}`, fields), redact);
    expect(copy).toMatchObject({ message: "M [redacted]", name: "N [redacted]" });
    expect(copy).toMatchObject({ code: "C [redacted]", syscall: "S [redacted]" });
    expect(Reflect.ownKeys(copy!).sort()).toEqual(["code", "message", "name", "stack", "syscall"]);
  });

  it("has no field that isn't a string", () => {
    expect(redactError(failure("x", { code: 7, syscall: undefined }), redact)).not.toHaveProperty("code");
  });

  it("keeps four causes below it, masked", () => {
    let error: Error | undefined;
    for (let depth = 7; depth > 0; depth--) error = failure(`${depth} ${BEARER}`, error && { cause: error });
    const messages: string[] = [];
    for (let copy = redactError(error, redact); copy; copy = copy.cause as Error | undefined)
      messages.push(copy.message);
    expect(messages).toEqual([1, 2, 3, 4, 5].map((depth) => `${depth} [redacted]`));
  });

  it.each([
    ["null", null],
    ["a text", BEARER],
    ["an object without a message", { code: "x" }],
    ["an object whose message is none", { message: 7 }],
    [
      "an object that throws when it is read",
      {
        get message() {
          throw new Error(BEARER);
        },
      },
    ],
  ])("is undefined for %s", (_what, thrown) => {
    expect(redactError(thrown, createRedactor([]))).toBeUndefined();
  });
});

it.each([
  ["before", ["vn-12345678", "vn-12345678-more"]],
  ["after", ["vn-12345678-more", "vn-12345678"]],
])("a secret that begins like one %s it is masked as one", (_, secrets) => {
  expect(createRedactor(secrets)("key vn-12345678-more")).toBe("key [redacted]");
});
