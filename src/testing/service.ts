/** The service's rules, whatever carries the requests. */
import type { ValidationIssue } from "../errors.ts";
import { SAMPLE_RESPONSE, SERVER_URL, SPEC_VERSION, validateRequest, type CreatedApiKey } from "../schema.ts";
import { findIssues } from "../validation.ts";
import type { ReceivedRequest } from "./received-request.ts";

const CREATIONS_PER_MINUTE = 20;
const MINUTE_MS = 60_000;
const MOST_KEYS = 500;

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Answers a request; a key that it creates is in `keys` when it returns. `now` gives milliseconds. */
export type Service = (request: ReceivedRequest, bearer: string | undefined) => Answer;

export function createService(apiKey: string, keys: CreatedApiKey[], now: () => number): Service {
  let creations: number[] = [];
  const create = (body: unknown): Answer => {
    creations = creations.filter((time) => time > now() - MINUTE_MS);
    const resetAt = (creations[0] ?? now()) + MINUTE_MS;
    if (creations.length >= CREATIONS_PER_MINUTE) return tooManyRequests(resetAt, now());
    const issues = findIssues(validateRequest, body);
    if (issues.length) return refusal(400, "Invalid request parameters", { details: detailsOf(issues) });
    if (keys.length >= MOST_KEYS) return refusal(400, `At most ${MOST_KEYS} active API keys are allowed`);
    creations.push(now());
    const data = commit(keys, body);
    const headers = rateLimitHeaders(CREATIONS_PER_MINUTE - creations.length, resetAt);
    return { status: 200, headers, body: { ...SAMPLE_RESPONSE, data } };
  };
  return ({ method, path, headers, body }, bearer) => {
    if (method !== "POST" || path !== "/api_keys") return refusal(404, "Not found");
    if (bearer !== `Bearer ${apiKey}`) return refusal(401, "Authentication failed");
    if (!headers["content-type"]?.includes("json")) return refusal(415, "Send application/json");
    return create(body);
  };
}

/** The headers that the service puts on everything. */
export function commonHeaders(): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "cf-ray": `${randomHex(16)}-FAKE`,
    "x-venice-version": SPEC_VERSION,
    date: new Date().toUTCString(),
  };
}

/** A request's path below the API's base, on whatever host and base it came. */
export function pathBelowBase(url: string): string {
  const { pathname } = new URL(url, SERVER_URL);
  const base = new URL(SERVER_URL).pathname;
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
}

export function refusal(status: number, error: string, more: object = {}): Answer {
  return { status, headers: {}, body: { error, ...more } };
}

function tooManyRequests(resetAt: number, now: number): Answer {
  const headers = {
    ...rateLimitHeaders(0, resetAt),
    "retry-after": String(Math.ceil((resetAt - now) / 1000)),
  };
  return { ...refusal(429, "Rate limit exceeded"), headers };
}

function rateLimitHeaders(remaining: number, resetAt: number): Record<string, string> {
  return {
    "x-ratelimit-limit-requests": String(CREATIONS_PER_MINUTE),
    "x-ratelimit-remaining-requests": String(remaining),
    "x-ratelimit-reset-requests": String(Math.ceil(resetAt / 1000)),
  };
}

/** The tree of `_errors` that the service answers a bad body with. */
function detailsOf(issues: ValidationIssue[]): object {
  const root: Tree = { _errors: [] };
  for (const { path, message } of issues) {
    let node = root;
    for (const step of path.split(".").filter(Boolean)) node = (node[step] ??= { _errors: [] }) as Tree;
    node._errors.push(message);
  }
  return root;
}

interface Tree {
  _errors: string[];
  [property: string]: unknown;
}

/** The validated request over the sample answer: what the spec adds to both needs no line here. */
function commit(keys: CreatedApiKey[], body: unknown): CreatedApiKey {
  const { data } = structuredClone(SAMPLE_RESPONSE);
  const secret = `venice-fake-${randomHex(48)}`;
  // The sample is made from the same schema as the type, and merging keeps its shape.
  const created = {
    ...merge(data, body),
    apiKey: secret,
    id: globalThis.crypto.randomUUID(),
  } as CreatedApiKey;
  keys.push(created);
  return created;
}

/** `given` over `base`, for the properties that `base` has. */
function merge(base: object, given: unknown): object {
  if (typeof given !== "object" || given === null) return base;
  return Object.fromEntries(
    Object.entries(base).map(([name, value]: [string, unknown]) => {
      const own: unknown = Reflect.get(given, name);
      const isNested = typeof value === "object" && value !== null && typeof own === "object" && own !== null;
      return [name, isNested ? merge(value, own) : (own ?? value)];
    }),
  );
}

function randomHex(length: number): string {
  return Array.from(globalThis.crypto.getRandomValues(new Uint8Array(length / 2)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
