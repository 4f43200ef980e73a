import { expect, it } from "vitest";
import { copyResponse } from "../../src/send/copy-response.ts";

/** What a fetch may give, and no constructor makes. */
const responseOf = (fields: Partial<Response>) =>
  ({ ok: false, statusText: "", url: "", headers: new Headers(), ...fields }) as Response;

it.each([101, 103, 204, 205, 304])("a copy of a response with %i has no body", async (status) => {
  const copy = copyResponse(responseOf({ status }), "x");
  expect({ status: copy.status, text: await copy.text() }).toEqual({ status, text: "" });
});

it.each([
  [200, true, "OK"],
  [999, false, ""],
  [404, false, "没有"],
  [299, true, "好"],
])("a copy of a response with %i keeps everything but its texts", async (status, ok, statusText) => {
  const url = "https://venice.test/v1";
  const headers = new Headers({ "x-a": "b" });
  const copy = copyResponse(responseOf({ status, ok, statusText, url, headers }), "x", (text) => `${text}!`);
  expect({ ...{ status: copy.status, ok: copy.ok, statusText: copy.statusText, url: copy.url } }).toEqual({
    ...{ status, ok, statusText: `${statusText}!`, url },
  });
  expect({ headers: [...copy.headers], text: await copy.text() }).toEqual({
    headers: expect.arrayContaining([["x-a", "b!"]]) as unknown,
    text: "x",
  });
});

it("a copy of a response keeps its texts if they aren't to be changed", () => {
  const headers = new Headers({ "x-a": "b" });
  const copy = copyResponse(responseOf({ status: 200, statusText: "OK", headers }), "x");
  expect([copy.statusText, copy.headers.get("x-a")]).toEqual(["OK", "b"]);
});
