import type { Delivery, Fault } from "./faults.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { commonHeaders, refusal, type Answer, type Service } from "./service.ts";

/** A request to its delivery: the service's answer, bent by the fault. */
export function exchange(
  service: Service,
  fault: Fault | undefined,
  request: ReceivedRequest,
  bearer: string | undefined,
): Delivery {
  if (fault && "status" in fault) return whole(faultAnswer(fault));
  if (fault && "drop" in fault && fault.drop === "before-commit") return silent("drop");
  const delivery = whole(service(request, bearer));
  if (!fault) return delivery;
  if ("drop" in fault) return silent("drop");
  if ("stall" in fault && fault.stall === "headers") return silent("stall");
  const half = delivery.text.slice(0, delivery.text.length / 2);
  return { ...delivery, text: half, end: "truncate" in fault ? "drop" : "stall" };
}

function whole({ status, headers, body }: Answer): Delivery {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { ...commonHeaders(), ...headers }, text, end: "done", begins: true };
}

function silent(end: "drop" | "stall"): Delivery {
  return { status: 0, headers: {}, text: "", end, begins: false };
}

function faultAnswer({ status, headers = {}, body }: Extract<Fault, { status: number }>): Answer {
  // In lower case, so that they take the place of the fake's own.
  const own = Object.fromEntries(new Headers(headers));
  return {
    ...refusal(status, `Rehearsed status ${status}`),
    headers: own,
    ...(body !== undefined && { body }),
  };
}
