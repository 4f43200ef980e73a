import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listen } from "../../support/listen.ts";

/** The part of a packument that `npm view` and `npm publish` use. */
interface Packument {
  name: string;
  versions: Record<string, unknown>;
  "dist-tags": Record<string, string>;
}

/**
 * The two routes of an npm registry that a release uses, for the real npm. A stub, because a registry such as
 * Verdaccio costs every contributor a hundred packages, and can't lose an answer when it is asked to.
 */
export class Registry {
  /** Takes the next publication and then breaks the connection. */
  losesNextAnswer = false;
  /** Answers everything with 503. */
  isDown = false;
  private readonly packages = new Map<string, Packument>();
  /** With a slash at its end, as npm's configuration has it. */
  url = "";
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<Registry> {
    const registry = new Registry();
    registry.url = `http://127.0.0.1:${await listen(registry.server)}/`;
    return registry;
  }

  versions(name: string): string[] {
    return Object.keys(this.packages.get(name)?.versions ?? {});
  }

  /** Has a version, as if it had been published before. */
  add(name: string, version: string): void {
    const versions = { ...this.packages.get(name)?.versions, [version]: { name, version } };
    this.packages.set(name, { name, versions, "dist-tags": { latest: version } });
  }

  /** What the published version's package.json says. */
  manifest(name: string, version: string): unknown {
    return this.packages.get(name)?.versions[version];
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const found = this.packages.get((request.url ?? "").slice(1));
    if (this.isDown) send(503, { error: "Service Unavailable" });
    else if (request.method === "GET") send(found ? 200 : 404, found ?? { error: "Not found" });
    else if (request.headers.authorization !== "Bearer trusted") send(401, { error: "who are you?" });
    else {
      // What npm sends.
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as Packument;
      const [version = ""] = Object.keys(sent.versions);
      if (found?.versions[version] !== undefined) {
        send(403, { error: "cannot publish over" });
        return;
      }
      this.packages.set(sent.name, { ...sent, versions: { ...found?.versions, ...sent.versions } });
      if (this.losesNextAnswer) response.destroy();
      else send(201, { ok: true });
      this.losesNextAnswer = false;
    }
  }
}
