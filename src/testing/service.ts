/** The service's rules, whatever carries the requests. */
import type { ValidationIssue } from "../errors.ts";
import {
  SAMPLE_RESPONSE,
  SAMPLE_STATUS,
  SERVER_URL,
  SPEC_VERSION,
  validateRequest,
  type CreatedApiKey,
} from "../schema.ts";
import { findIssues } from "../validation.ts";
import type { ReceivedRequest } from "./received-request.ts";

const CREATIONS_PER_MINUTE = 20;
const MINUTE_MS = 60_000;
const MAX_KEYS = 500;

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Answers a request; what it changes is in `keys` when it returns. */
export type Service = (request: ReceivedRequest, bearer: string | undefined) => Answer;

/** `now` gives milliseconds. */
export function createService(apiKey: string, keys: CreatedApiKey[], now: () => number): Service {
  let creations: number[] = [];
  const createdAt = new WeakMap<CreatedApiKey, string>();
  const create = (body: unknown): Answer => {
    creations = creations.filter((time) => time > now() - MINUTE_MS);
    const resetAt = (creations[0] ?? now()) + MINUTE_MS;
    if (creations.length >= CREATIONS_PER_MINUTE) return tooManyRequests(resetAt, now());
    const issues = findIssues(validateRequest, body);
    if (issues.length) return refuse(400, "Invalid request parameters", { details: detailsOf(issues) });
    if (keys.length >= MAX_KEYS) return refuse(400, `At most ${MAX_KEYS} active API keys are allowed`);
    creations.push(now());
    const data = commit(keys, body);
    createdAt.set(data, new Date(now()).toISOString());
    const headers = rateLimitHeaders(CREATIONS_PER_MINUTE - creations.length, resetAt);
    return { status: SAMPLE_STATUS, headers, body: { ...SAMPLE_RESPONSE, data } };
  };
  const find = (id: string | null | undefined) => keys.find((key) => key.id === id);
  const list = () => succeed({ data: keys.map((key) => listed(key, createdAt)).reverse(), object: "list" });
  const read = (id: string | undefined): Answer => {
    const key = find(id);
    return key ? succeed({ data: listed(key, createdAt) }) : refuse(404, "API key not found");
  };
  const remove = (id: string | null): Answer => {
    const key = find(id);
    if (!key) return id ? refuse(404, "API key not found") : refuse(400, "Give the id of a key");
    keys.splice(keys.indexOf(key), 1);
    return succeed({ success: true });
  };
  return ({ method, path, headers, body }, bearer) => {
    const { pathname, searchParams } = new URL(path, SERVER_URL);
    const [, id] = /^\/api_keys\/([^/]+)$/.exec(pathname) ?? [];
    const isCollection = pathname === "/api_keys";
    const route = `${method} ${isCollection ? "keys" : id ? "key" : ""}`;
    if (!["POST keys", "GET keys", "DELETE keys", "GET key"].includes(route)) return refuse(404, "Not found");
    if (bearer !== `Bearer ${apiKey}`) return refuse(401, "Authentication failed");
    if (route === "GET keys") return list();
    if (route === "GET key") return read(id);
    if (route === "DELETE keys") return remove(searchParams.get("id"));
    if (!headers["content-type"]?.includes("json")) return refuse(415, "Send application/json");
    return create(body);
  };
}

/** A key as listing and reading show it: never the secret. The committed snapshot needn't know these operations. */
function listed(key: CreatedApiKey, createdAt: WeakMap<CreatedApiKey, string>): object {
  // Untyped: a later spec may have any of these fields in a created key, or none.
  const fields: Record<string, unknown> = key;
  const { apiKey, consumptionLimit, ...rest } = fields;
  return {
    modelPrivacy: "ALL",
    ...rest,
    consumptionLimits: consumptionLimit,
    createdAt: createdAt.get(key) ?? null,
    lastUsedAt: null,
    last6Chars: String(apiKey).slice(-6),
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

/** A request's path and query below the API's base, on whatever host and base it came. */
export function pathBelowBase(url: string): string {
  const { pathname, search } = new URL(url, SERVER_URL);
  const base = new URL(SERVER_URL).pathname;
  return (pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname) + search;
}

function succeed(body: object): Answer {
  return { status: 200, headers: {}, body };
}

export function refuse(status: number, error: string, more: object = {}): Answer {
  return { status, headers: {}, body: { error, ...more } };
}

function tooManyRequests(resetAt: number, now: number): Answer {
  const headers = {
    ...rateLimitHeaders(0, resetAt),
    "retry-after": String(Math.ceil((resetAt - now) / 1000)),
  };
  return { ...refuse(429, "Rate limit exceeded"), headers };
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
  const root = createTree();
  for (const { path, message } of issues) {
    let node = root;
    for (const step of path.split(".").filter(Boolean)) {
      // A property of that name has no place of its own in this format.
      if (step === "_errors") break;
      node = (node[step] ??= createTree()) as Tree;
    }
    node._errors.push(message);
  }
  return root;
}

/** Without a prototype: a property that a request names `__proto__` must not reach that of all objects. */
function createTree(): Tree {
  return Object.assign(Object.create(null) as object, { _errors: [] });
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
    ...merge(data, body as object),
    apiKey: secret,
    id: globalThis.crypto.randomUUID(),
  } as CreatedApiKey;
  keys.push(created);
  return created;
}

/** `given` over `base`, for the properties that `base` has. */
function merge(base: object, given: object): object {
  return Object.fromEntries(
    Object.entries(base).map(([name, value]: [string, unknown]) => {
      const own: unknown = Object.hasOwn(given, name) ? Reflect.get(given, name) : undefined;
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
