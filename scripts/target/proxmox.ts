import type { Pin } from "./certificate.ts";
import { type Answer, PinnedAgent, request } from "./request.ts";

export type { Answer } from "./request.ts";

/** Proxmox's API, for looking only: it has no other method than GET. */
export interface Proxmox {
  readonly endpoint: string;
  /**
   * `GET /api2/json<path>`. Throws in one line: exit 3 when the token is refused or lacks a privilege, exit 4 when the host
   * does not answer or is in trouble.
   */
  get<T>(path: string): Promise<Answer<T>>;
  /** Ends the connections that were kept open. */
  close(): void;
}

/** A client whose every connection shows the pinned certificate before the token is sent over it. */
export function proxmox(endpoint: string, pin: Pin, token: string): Proxmox {
  const agent = new PinnedAgent(endpoint, pin);
  return {
    endpoint,
    get: (path) => request({ endpoint, agent, token }, "GET", path),
    close: () => agent.destroy(),
  };
}
