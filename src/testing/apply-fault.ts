import type { FakeResponse, Fault } from "./faults.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { commonHeaders, refuse, type Answer, type Service } from "./service.ts";

/** What the client gets: the service's answer, changed by the fault. */
export function applyFault(
  service: Service,
  fault: Fault | undefined,
  request: ReceivedRequest,
  bearer: string | undefined,
): FakeResponse {
  if (fault && "status" in fault) return complete(faultAnswer(fault));
  if (fault && "drop" in fault && fault.drop === "before-commit") return noResponse("drop");
  const response = complete(service(request, bearer));
  if (!fault) return response;
  if ("drop" in fault) return noResponse("drop");
  if ("stall" in fault && fault.stall === "headers") return noResponse("stall");
  const half = response.text.slice(0, response.text.length / 2);
  return { ...response, text: half, end: "truncate" in fault ? "drop" : "stall" };
}

function complete({ status, headers, body }: Answer): FakeResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { ...commonHeaders(), ...headers }, text, end: "done", sendsHeaders: true };
}

function noResponse(end: "drop" | "stall"): FakeResponse {
  return { status: 0, headers: {}, text: "", end, sendsHeaders: false };
}

function faultAnswer({ status, headers = {}, body }: Extract<Fault, { status: number }>): Answer {
  // In lower case, so that they take the place of the fake's own.
  const own = Object.fromEntries(new Headers(headers));
  return {
    ...refuse(status, `Rehearsed status ${status}`),
    headers: own,
    ...(body !== undefined && { body }),
  };
}
