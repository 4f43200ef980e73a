import { trace } from "@opentelemetry/api";
import { createVeniceClient } from "venice-api-client";

/** A span around every attempt. */
const traced: typeof fetch = (input, init) =>
  trace.getTracer("billing").startActiveSpan("venice", async (span) => {
    try {
      const response = await fetch(input, init);
      span.setAttribute("http.response.status_code", response.status);
      return response;
    } finally {
      span.end();
    }
  });

export const venice = createVeniceClient({ fetch: traced });
