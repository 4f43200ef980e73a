import { createServer, type Server } from "node:net";
import { listen } from "../../support/listen.ts";
import { GhError } from "./gh-arguments.ts";
import type { GhCall } from "./gh.ts";

/** Answers the calls of gh.sh: a list of texts that end with NUL, and before them their number. */
export async function startGhServer(
  run: (call: GhCall) => string,
): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
      const [count, ...texts] = received.split("\0");
      if (texts.length <= Number(count)) return;
      const [cwd = "", home = "", token = "", repository = "", ...args] = texts.slice(0, -1);
      socket.end(answer(() => run({ cwd, home, token, repository, args })));
    });
  });
  return { port: await listen(server), server };
}

/** The exit code in a line, and the output. */
function answer(run: () => string): string {
  try {
    return `0\n${run()}`;
  } catch (error) {
    const code = error instanceof GhError ? error.code : 1;
    return `${code}\n${error instanceof Error ? error.message : String(error)}\n`;
  }
}
