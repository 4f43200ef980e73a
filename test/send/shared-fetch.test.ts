import { describe, expect, it, vi } from "vitest";
import { BODY, client, catchVeniceError, SECRET, SUCCESS } from "../support/venice.ts";

describe("a request", () => {
  it("isn't shared by a fetch that caches a POST by its body, as Next.js 13 to 15 do", async () => {
    const cached = new Map<string, string>();
    let requests = 0;
    /** What Next's patched fetch does: anything but `no-store` is answered from its cache. */
    const cachingFetch: typeof globalThis.fetch = (url, init = {}) => {
      const key = JSON.stringify([url, init.method, init.headers, init.body]);
      if (init.cache !== "no-store" && cached.has(key)) return Promise.resolve(new Response(cached.get(key)));
      const text = SUCCESS.replaceAll(SECRET, `${SECRET}-${requests++}`);
      if (init.cache !== "no-store") cached.set(key, text);
      return Promise.resolve(new Response(text));
    };
    const venice = client({ fetch: cachingFetch });
    const secrets = await Promise.all([1, 2].map(async () => (await venice.createApiKey(BODY)).apiKey));
    expect({ secrets: new Set(secrets).size, requests, cached: cached.size }).toEqual({
      secrets: 2,
      requests: 2,
      cached: 0,
    });
  });

  it("shares one listener with all other calls of its signal, which Node warns of from ten on", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    const release: (() => void)[] = [];
    const fetch = () =>
      new Promise<Response>((resolve) => release.push(() => resolve(new Response(SUCCESS))));
    const calls = Array.from({ length: 20 }, () => client({ fetch }).createApiKey(BODY, { signal }));
    await vi.waitFor(() => expect(release).toHaveLength(20), { timeout: 60_000 });
    for (const answer of release) answer();
    await Promise.all(calls);
    // Node emits a warning in a tick of its own.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect({ added: add.mock.calls.length, removed: remove.mock.calls.length }).toEqual({
      added: 1,
      removed: 1,
    });
    expect(warnings).toEqual([]);
  });

  it("is stopped with all other calls of its signal", async () => {
    const controller = new AbortController();
    const fetch = () => new Promise<never>(() => {});
    const calls = [1, 2, 3].map(() =>
      catchVeniceError(() => client({ fetch }).createApiKey(BODY, controller)),
    );
    controller.abort();
    const codes = (await Promise.all(calls)).map(({ code }) => code);
    expect(codes).toEqual(["ABORTED", "ABORTED", "ABORTED"]);
  });

  it("is stopped by its signal after another call of that signal has ended", async () => {
    const controller = new AbortController();
    const pending = catchVeniceError(() =>
      client({ fetch: () => new Promise<never>(() => {}) }).createApiKey(BODY, controller),
    );
    await client({ fetch: () => Promise.resolve(new Response(SUCCESS)) }).createApiKey(BODY, controller);
    controller.abort();
    expect(await pending).toMatchObject({ code: "ABORTED" });
  });
});
