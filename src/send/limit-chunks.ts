import type { Call } from "./call.ts";
import { copyResponse } from "./copy-response.ts";

/** A streamed success: the timeout bounds each wait for a chunk, not the whole. */
export function limitChunks(
  response: Response,
  { deadline, settings }: Call,
  toError: (error: unknown) => unknown,
): Response {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (!reader) return response;
  deadline.pause();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        deadline.restart(settings.timeout);
        try {
          const { done, value } = await deadline.race(reader.read());
          if (done) {
            deadline.dispose();
            controller.close();
          } else {
            deadline.pause();
            controller.enqueue(value);
          }
        } catch (error) {
          deadline.dispose();
          throw toError(error);
        }
      },
      cancel(reason) {
        deadline.dispose();
        return reader.cancel(reason);
      },
    },
    // A chunk is awaited only when it is asked for.
    { highWaterMark: 0 },
  );
  return copyResponse(response, body);
}
