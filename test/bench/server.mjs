/** The service as cheap as it can be had: in a process of its own, so that its time isn't counted. */
import { createServer } from "node:http";
import { ANSWER, HEADERS } from "./answer.mjs";

const server = createServer((request, response) => {
  request.resume().once("end", () => response.writeHead(200, HEADERS).end(ANSWER));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.once("disconnect", () => process.exit());
