/** The least that answers: `node:https` with a constant. Its words: a folder with server.pem and server.key. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const [keys = ""] = process.argv.slice(2);
const constant = JSON.stringify({ data: { release: "9.1", repoid: "0000000000000000", version: "9.1.1" } });
const server = createServer(
  { cert: readFileSync(join(keys, "server.pem")), key: readFileSync(join(keys, "server.key")) },
  (_, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": constant.length });
    response.end(constant);
  },
);
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
