import type { FakeResponse } from "./faults.ts";

/** The response as fetch shows it, in any runtime. */
export function toResponse(
  { status, headers, text, end, sendsHeaders }: FakeResponse,
  signal: AbortSignal,
): Promise<Response> {
  signal.throwIfAborted();
  if (!sendsHeaders) return end === "drop" ? Promise.reject(connectionLost()) : untilAborted(signal);
  const isBodyless = status === 204 || status === 205 || status === 304;
  const body = end === "done" ? text : brokenBody(text, end, signal);
  return Promise.resolve(new Response(isBodyless ? null : body, { status, headers }));
}

/** As undici words a socket that closes after the request: what a client may not take for "not sent". */
function connectionLost(): TypeError {
  const cause = Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
  return new TypeError("fetch failed", { cause });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

function brokenBody(text: string, end: "drop" | "stall", signal: AbortSignal): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (!sent) {
        sent = true;
        controller.enqueue(new TextEncoder().encode(text));
        return;
      }
      if (end === "drop") throw new TypeError("terminated");
      return untilAborted(signal);
    },
  });
}
