import { describe, expect, it, onTestFinished } from "vitest";
import { checkApiKey, readApiKey } from "../../src/send/admin-key.ts";

const MISSING = "apiKey is missing: pass it, or set VENICE_API_KEY";

describe("an admin key", () => {
  it.each([
    ["", MISSING],
    [" \n", MISSING],
    [7, MISSING],
    [undefined, MISSING],
    ["Bearer abc", 'apiKey must be without "Bearer "'],
    ["my-bearer abc", "apiKey holds a character that a header can't"],
    ["ключ", "apiKey holds a character that a header can't"],
  ])("of %j is refused, and its message says why", (key, message) => {
    expect(() => checkApiKey(key)).toThrow(message);
  });

  it("is used without white space around it", () => {
    expect(checkApiKey(" abc\n")).toBe("abc");
  });

  it.each<[what: string, value: unknown]>([
    ["no process", undefined],
    ["a process without an environment", {}],
    [
      "an environment that may not be read",
      {
        get env() {
          throw new Error("NotCapable");
        },
      },
    ],
  ])("that isn't given is missing in a runtime with %s", (_what, value) => {
    const process = Object.getOwnPropertyDescriptor(globalThis, "process")!;
    onTestFinished(() => void Object.defineProperty(globalThis, "process", process));
    Object.defineProperty(globalThis, "process", { value, configurable: true });
    let error: unknown;
    try {
      error = readApiKey(undefined, 0);
    } catch (thrown) {
      error = thrown;
    }
    Object.defineProperty(globalThis, "process", process);
    expect(error).toMatchObject({ message: MISSING });
  });
});

describe("a key function that fails", () => {
  const named = (name: string) => Object.assign(new Error("vn-secret"), { name });
  it.each<[thrown: unknown, kind: string]>([
    [new TypeError("vn-secret"), "TypeError"],
    [named("VaultError"), "VaultError"],
    [named("vn-secret Error"), "object"],
    [named("Error vn-secret"), "object"],
    ["vn-secret", "string"],
    [undefined, "undefined"],
  ])("by throwing %o is reported only as %s", async (thrown, kind) => {
    // A provider may throw any value.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const failing = readApiKey(() => Promise.reject(thrown), 0);
    await expect(failing).rejects.toThrow(new RegExp(`^the apiKey function failed \\(${kind}\\)$`));
  });
});
