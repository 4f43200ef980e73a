/** What the next request meets instead of its answer: everything that a service may want to rehearse. */
export type Fault =
  /** Answers with this status and creates nothing. */
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Drops the connection, before or after the key exists. */
  | { drop: "before-commit" | "after-commit" }
  /** Creates the key, then goes silent: before the headers, or half-way through the body. */
  | { stall: "headers" | "body" }
  /** Creates the key, then cuts the body off half-way. */
  | { truncate: true };

/** How an answer reaches the client. */
export interface FakeResponse {
  status: number;
  headers: Record<string, string>;
  /** What is sent of the body. */
  text: string;
  /** How it ends, once `text` is sent; `"drop"` and `"stall"` without `text` come before the headers. */
  end: "done" | "drop" | "stall";
  /** Whether status and headers are sent. */
  sendsHeaders: boolean;
}

/** The fault, checked. @throws TypeError that says what is wrong */
export function checkFault(fault: Fault): Fault {
  const { status, headers, drop, stall, truncate } = fault as Record<string, unknown>;
  const isOne =
    (Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599) ||
    ["before-commit", "after-commit"].includes(String(drop)) ||
    ["headers", "body"].includes(String(stall)) ||
    truncate === true;
  if (!isOne)
    throw new TypeError("failNext: give { status: 200 to 599 }, { drop }, { stall } or { truncate: true }");
  new Headers(headers as HeadersInit | undefined);
  return fault;
}
