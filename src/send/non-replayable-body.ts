/** The fields of fetch's options that hold a body. */
export interface BodyInitFields {
  body: BodyInit;
  duplex?: "half";
}

/**
 * A body in the form that this runtime's own fetch never replays. If a kept connection drops, Deno sends a string
 * again but no Blob, and Chromium anything but a stream, which it takes over HTTP/2 and 3 alone.
 */
export function toNonReplayableBody(body: string | Blob, url: string): BodyInitFields {
  if ("Deno" in globalThis) return { body: new Blob([body]) };
  const { navigator } = globalThis as { navigator?: { userAgent?: string } };
  return url.startsWith("https:") && navigator?.userAgent?.includes("Chrome/")
    ? { body: new Blob([body]).stream(), duplex: "half" }
    : { body };
}
