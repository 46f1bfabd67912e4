import { connect, createServer, type Server, type Socket } from "node:net";
import type { ImageLab } from "./image-lab.ts";
import type { ImageTarget } from "./image-target.ts";

/** A way to the API on which a connection carries so many bytes to it and no more: then it is `cut`, or `stalls`. */
export class NarrowWay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #full: () => void = () => {};
  /** Settles when a connection has carried all it may. */
  readonly full = new Promise<void>((resolve) => {
    this.#full = resolve;
  });

  private constructor(port: number, bytes: number, end: "cut" | "stalls") {
    this.#server = createServer((client) => {
      const api = connect(port, "127.0.0.1");
      let carried = 0;
      for (const socket of [client, api]) this.#sockets.add(socket.on("error", () => {}));
      api.pipe(client);
      client.on("data", (data) => {
        carried += data.length;
        if (carried <= bytes) return api.write(data);
        client.pause();
        this.#full();
        if (end === "cut") for (const socket of [client, api]) socket.destroy();
        return false;
      });
      client.on("close", () => api.destroy());
    });
  }

  /** Leads the lab over such a way. */
  static async to(target: ImageTarget, lab: ImageLab, bytes: number, end: "cut" | "stalls"): Promise<NarrowWay> {
    const { endpoint } = target.simulator;
    const way = new NarrowWay(Number(new URL(endpoint).port), bytes, end);
    await new Promise<void>((resolve) => way.#server.listen(0, "127.0.0.1", resolve));
    const address = way.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    target.aim(lab, endpoint.replace(/\d+$/, String(address.port)));
    return way;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
