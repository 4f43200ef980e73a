import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { Refusal } from "../spec/refusal.ts";
import { fetchSource } from "./http.ts";
import type { Pulled, SourceLimits, SourceOptions } from "./http.ts";
import { MAX_SPEC_BYTES } from "../spec/text.ts";

const LIMITS: SourceLimits = {
  maxBytes: MAX_SPEC_BYTES,
  timeoutMs: 20_000,
  retries: 3,
  backoffMs: 500,
  maxWaitMs: 20_000,
};

/** Whether a source is a URL; otherwise it is a file's path. */
export function isUrl(source: string): boolean {
  // A single letter is a drive on Windows.
  return /^[a-z][a-z0-9+.-]+:/i.test(source);
}

/** Reads all bytes of a URL or a file. */
export async function readSource(
  source: string,
  options: SourceOptions = {},
  limits: Partial<SourceLimits> = {},
): Promise<Pulled> {
  const all = { ...LIMITS, ...limits };
  if (isUrl(source)) return fetchSource(source, options, all);
  return { status: "read", bytes: await readLocal(source, all.maxBytes), etag: undefined };
}

async function readLocal(path: string, maxBytes: number): Promise<Uint8Array> {
  // The absolute path shows the folder in which the file was looked for.
  const name = JSON.stringify(resolve(path));
  // Without O_NONBLOCK, opening a named pipe waits for a writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new Refusal(`can't open ${name}: ${describeError(error)}`);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Refusal(`${name} is not a file`);
    if (stat.size > maxBytes) throw new Refusal(`${name} is over ${maxBytes} bytes (${stat.size})`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function describeError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" ? "there is no such file" : String(code ?? error);
}
