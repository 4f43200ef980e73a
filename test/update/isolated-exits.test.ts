/** What becomes of an update whose process ends in each way. The process is a stand-in. */
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer } from "../../scripts/update/isolated.ts";
import { Refusal } from "../../scripts/spec/refusal.ts";

class Child extends EventEmitter {
  killed = false;
  readonly kills: unknown[] = [];
  readonly sent: unknown[] = [];
  kill(signal: unknown): void {
    this.kills.push(signal);
  }
  send(message: unknown): void {
    this.sent.push(message);
  }
}

let child: Child;
let forks: [module: string, options: Record<string, unknown>][];
let isolated: typeof import("../../scripts/update/isolated.ts");
let progress: typeof import("../../scripts/spec/progress.ts");

beforeEach(async () => {
  child = new Child();
  forks = [];
  vi.resetModules();
  vi.doMock("node:child_process", () => ({
    fork: (module: string, options: Record<string, unknown>) => {
      forks.push([module, options]);
      return child;
    },
  }));
  isolated = await import("../../scripts/update/isolated.ts");
  progress = await import("../../scripts/spec/progress.ts");
});
afterEach(() => {
  vi.doUnmock("node:child_process");
  vi.resetModules();
});

const PUBLICATION = { bytes: Uint8Array.of(1), source: "https://example.com/", etag: undefined };
const read: unknown[] = [];
beforeEach(() => void (read.length = 0));

function prepare(
  options: { maxMs?: number; signal?: AbortSignal; allowRemovals?: boolean } = {},
  heapMb?: number,
) {
  const all = { maxMs: 1_000, ...options };
  return isolated.prepareUpdate("/root", undefined, PUBLICATION, all, (to) => read.push(to), heapMb);
}
const answer = (message: Answer) => child.emit("message", message);

test("the process gets the publication and the flags, with limits of time and memory", async () => {
  const prepared = prepare({ maxMs: 1_500.9, allowRemovals: true });
  expect(child.kills).toEqual([]);
  answer({ prepared: "done" as never });
  expect(await prepared).toBe("done");
  expect(child.sent).toEqual([
    {
      root: "/root",
      lock: undefined,
      publication: PUBLICATION,
      options: { allowDowngrade: undefined, allowRemovals: true, allowServerChange: undefined },
    },
  ]);
  const [[module, options] = expect.fail()] = forks;
  expect(module).toMatch(/scripts\/update\/isolated-child\.ts$/);
  expect(options).toEqual({
    cwd: "/root",
    execArgv: ["--import", expect.stringMatching(/^file:.*tsx/), "--max-old-space-size=1000"],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    timeout: 1_500,
    killSignal: "SIGKILL",
  });
  // Whatever it answered, it has nothing more to do.
  expect(child.kills).toEqual(["SIGKILL"]);
});

test("a time that is used up is no time without a limit", async () => {
  for (const maxMs of [0, -5, 0.5]) {
    const prepared = prepare({ maxMs });
    answer({ prepared: "done" as never });
    await prepared;
    expect(forks.at(-1)?.[1]["timeout"]).toBe(1);
  }
});

test("its reports are passed on", async () => {
  const prepared = prepare();
  expect(progress.currentWork()).toBe("starting a process");
  answer({ work: "thinking" });
  expect(progress.currentWork()).toBe("thinking");
  answer({ read: { version: "1", sha256: "a" } });
  answer({ prepared: "done" as never });
  await prepared;
  expect(read).toEqual([{ version: "1", sha256: "a" }]);
});

test.each<[what: string, message: Answer, error: Error]>([
  ["a refusal", { refusal: "a\nb" }, new Refusal("a", "b")],
  ["a defect", { error: new TypeError("c") }, new TypeError("c")],
])("%s is thrown", async (_what, message, error) => {
  const prepared = prepare();
  answer(message);
  await expect(prepared).rejects.toMatchObject({ name: error.name, message: error.message });
  expect(child.kills).toEqual(["SIGKILL"]);
});

test("a process that can't be started is a defect", async () => {
  const prepared = prepare();
  child.emit("error", new Error("no memory"));
  await expect(prepared).rejects.toThrow(new Error("no memory"));
});

test.each<[what: string, code: number | null, signal: string | null, isKilled: boolean, reason: string]>([
  ["SIGINT", null, "SIGINT", false, "interrupted by SIGINT: nothing was changed"],
  ["SIGTERM", null, "SIGTERM", true, "interrupted by SIGTERM: nothing was changed"],
  [
    "the time limit",
    null,
    "SIGKILL",
    true,
    "the source takes more than 1.0 s to judge: it was stopped while thinking. " +
      "If this machine was busy, run this again later.",
  ],
  [
    "the system",
    null,
    "SIGKILL",
    false,
    "the system ended the process that judges the source, while thinking: did it run out of memory?",
  ],
  [
    "V8, by a signal",
    null,
    "SIGABRT",
    false,
    "the source takes more than 7 MB of memory to judge: it was stopped while thinking",
  ],
  [
    "V8, though it was killed then",
    null,
    "SIGABRT",
    true,
    "the source takes more than 7 MB of memory to judge: it was stopped while thinking",
  ],
  [
    "V8, by a code",
    134,
    null,
    false,
    "the source takes more than 7 MB of memory to judge: it was stopped while thinking",
  ],
])("an end by %s is a refusal that says so", async (_what, code, signal, isKilled, reason) => {
  const prepared = prepare({}, 7);
  answer({ work: "thinking" });
  child.killed = isKilled;
  child.emit("exit", code, signal);
  await expect(prepared).rejects.toMatchObject({ name: "Refusal", message: reason });
});

test.each<[code: number | null, signal: string | null, end: string]>([
  [1, null, "1"],
  [null, "SIGSEGV", "SIGSEGV"],
  [0, null, "0"],
])("an end with %s and %s is a defect", async (code, signal, end) => {
  const prepared = prepare();
  child.emit("exit", code, signal);
  await expect(prepared).rejects.toMatchObject({
    name: "Error",
    message: `the process that judges the source ended with ${end}`,
  });
});

test("a signal of the update stops the process, with its own reason", async () => {
  const controller = new AbortController();
  const prepared = prepare({ signal: controller.signal });
  controller.abort(new Refusal("stop"));
  await expect(prepared).rejects.toThrow(new Refusal("stop"));
  expect(child.kills).toEqual(["SIGKILL"]);
});

test("an update that was stopped before starts no process", async () => {
  await expect(prepare({ signal: AbortSignal.abort(new Refusal("stop")) })).rejects.toThrow("stop");
  expect(forks).toEqual([]);
});
