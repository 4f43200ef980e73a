/** What a Response can't have a body with. */
const NULL_BODY_STATUSES = [101, 103, 204, 205, 304];

/** The response with another body, and with its texts changed. */
export function copyResponse(
  response: Response,
  body: BodyInit | null,
  change: (text: string) => string = (text) => text,
): Response {
  const { ok, status, url } = response;
  const statusText = change(response.statusText);
  const headers = [...response.headers].map(([name, value]): [string, string] => [name, change(value)]);
  const content = NULL_BODY_STATUSES.includes(status) ? null : body;
  let copy: Response;
  try {
    copy = new Response(content, { status, statusText, headers });
  } catch {
    // The constructor refuses what servers send: a status above 599, a reason in Chinese.
    copy = new Response(content, { status: ok ? 200 : 500, headers });
  }
  for (const [name, value] of Object.entries({ status, statusText, url }))
    Object.defineProperty(copy, name, { value });
  return copy;
}
