import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import {
  createVeniceClient,
  type CreateApiKeyRequest,
  type VeniceClient,
  type VeniceClientOptions,
} from "venice-api-client";
import { createExactlyOne, deleteByDescription } from "./resolve-unknown.ts";

/** A line before each call and one after it, with the secret: keep the file as you keep secrets. */
type Line = { description: string; apiKey?: string };

/**
 * Creates a key for each body, one after another, and returns their secrets by description. Run again after a kill,
 * it goes on where it stopped. A key is found by its description, so that must be unique.
 */
export async function createMany(
  bodies: CreateApiKeyRequest[],
  journal: string,
  options: VeniceClientOptions = {},
  settleMs?: number,
) {
  const lock = `${journal}.lock`;
  acquireLock(lock);
  try {
    return await createMissing(bodies, journal, options, settleMs);
  } finally {
    rmSync(lock);
  }
}

/** Two processes with one journal would delete each other's keys. */
function acquireLock(lock: string) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const pid = readFileSync(lock, "utf8");
    throw new Error(`process ${pid} uses this journal; if it was killed, delete ${lock} and run again`);
  }
}

async function createMissing(
  bodies: CreateApiKeyRequest[],
  journal: string,
  options: VeniceClientOptions,
  settleMs: number | undefined,
) {
  // 20 creations a minute are allowed: with 90 s, the client waits for the next minute by itself.
  const venice = createVeniceClient({ timeout: 90_000, ...options });
  const write = (line: Line) =>
    appendFileSync(journal, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true });
  const text = existsSync(journal) ? readFileSync(journal, "utf8") : "";
  // A kill may have cut the last line: the next one must not go on in it.
  if (text && !text.endsWith("\n")) appendFileSync(journal, "\n");
  const lines = parseLines(text);
  const secrets = new Map(
    lines.flatMap(({ description, apiKey }) => (apiKey ? [[description, apiKey]] : [])),
  );
  const begun = new Set(lines.map((line) => line.description));
  await refuseTaken(
    venice,
    bodies.map(({ description }) => description).filter((name) => !begun.has(name)),
  );

  for (const body of bodies) {
    const { description } = body;
    if (secrets.has(description)) continue;
    // Begun before a kill: a key may exist whose secret nobody has.
    if (begun.has(description)) await deleteByDescription(venice, description, settleMs);
    write({ description });
    const apiKey = await createExactlyOne(venice, body, settleMs);
    write({ description, apiKey });
    secrets.set(description, apiKey);
  }
  return secrets;
}

/** Before anything is created or deleted: a key that somebody else made may be in use. */
async function refuseTaken(venice: VeniceClient, descriptions: string[]) {
  const { data: list, response } = await venice.api.GET("/api_keys");
  if (!list) throw new Error(`the keys can't be listed (${response.status})`);
  const taken = list.data.find(({ description = "" }) => descriptions.includes(description));
  if (taken) throw new Error(`a key with the description ${taken.description} exists already: ${taken.id}`);
}

/** Of a line that was cut, the description, if it is whole. */
function parseLines(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      const description = /^\{"description":("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
      return description ? [{ description: JSON.parse(description) as string }] : [];
    }
  });
}
