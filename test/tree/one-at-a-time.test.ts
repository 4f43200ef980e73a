import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acquire } from "../../scripts/tree/one-at-a-time.ts";

function holderPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "venice-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "running.pid");
}

test("a lock that is held says which process has it, and where it is", () => {
  const holder = holderPath();
  const release = acquire(holder);
  expect(() => acquire(holder)).toThrow(
    `Another update is running (process ${String(process.pid)}): wait for it. If it is none, delete ${holder}.`,
  );
  release();
  acquire(holder)();
});

test("a lock that was given back leaves nothing behind", () => {
  const holder = holderPath();
  acquire(holder)();
  expect(readdirSync(join(holder, ".."))).toEqual([]);
});

test.each([
  ["of a process that is gone", "999999999 1"],
  ["of a process whose number another one has now", `${String(process.pid)} 1`],
  ["that says nothing", ""],
])("a lock %s is taken over", (_whose, identity) => {
  const holder = holderPath();
  writeFileSync(holder, identity);
  const release = acquire(holder);
  expect(readFileSync(holder, "utf8")).toMatch(new RegExp(`^${String(process.pid)}\\b`));
  release();
  expect(readdirSync(join(holder, ".."))).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "a lock of a killed process whose parent hasn't asked for it yet is taken over",
  async () => {
    const holder = holderPath();
    // The shell's child ends at once, and the `sleep` that takes the shell's place never asks for it.
    const parent = spawn("sh", ["-c", "sh -c 'echo $$; kill -9 $$' & exec sleep 60"]);
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = line.toString().trim();
    const stat = () => readFileSync(`/proc/${pid}/stat`, "utf8");
    await expect.poll(stat).toContain(") Z ");
    const started = stat().split(" ")[21] ?? "";
    writeFileSync(holder, `${pid} ${started}`);
    acquire(holder)();
  },
);
