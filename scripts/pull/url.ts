import { Refusal } from "../spec/refusal.ts";

/** Accepts https, and http if it stays on this machine. */
export function parseSourceUrl(text: string): URL {
  if (!URL.canParse(text)) throw new Refusal("the source is neither a file nor a valid URL");
  const url = new URL(text);
  if (url.username + url.password !== "") {
    throw new Refusal(`the source ${url.host} must hold no credentials in its URL`);
  }
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) return url;
  throw new Refusal(`${url.href} is not read: only https is (and http on this machine)`);
}

export function parseRedirectTarget(from: URL, response: Response): URL {
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location, from.href)) {
    throw new Refusal(`${from.href} redirects (${response.status}) to no valid location`);
  }
  const target = parseSourceUrl(new URL(location, from).href);
  if (target.protocol === from.protocol) return target;
  throw new Refusal(`${from.href} redirects to ${target.href}; only https to https is followed`);
}
