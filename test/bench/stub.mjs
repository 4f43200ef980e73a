import { ANSWER, HEADERS } from "./answer.mjs";

/** Answers without a network; each time a Response of its own, as its body is read once. */
export const stubFetch = async () => new Response(ANSWER, { status: 200, headers: HEADERS });
