import { exitCodes, StrataError } from "../../model/exit.ts";
import { certificateOf, connect, hostOf, mistrustOf, type Pin, portOf } from "./certificate.ts";

/** Who answered at an endpoint. */
export interface Peer {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** SHA-256 of that certificate as Proxmox writes it: AA:BB:… */
  readonly fingerprint: string;
  /** Why it is not the one that is pinned, in one line; absent when it is. */
  readonly mistrust?: string;
}

/** How long a host may take to answer, milliseconds. */
export const patience = 5_000;

/** Looks who is at an endpoint, on a connection over which nothing is sent. Throws (exit 4) when nobody answers. */
export async function meet(endpoint: string, pin: Pin): Promise<Peer> {
  const socket = connect(hostOf(endpoint), portOf(endpoint), pin);
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(Object.assign(new Error(), { code: "ETIMEDOUT" })), patience);
      socket.once("secureConnect", resolve).once("error", reject);
      socket.once("close", () => reject(Object.assign(new Error(), { code: "ECONNRESET" })));
      socket.once("close", () => clearTimeout(timer));
    });
    const mistrust = mistrustOf(socket, endpoint, pin);
    const shown = certificateOf(socket);
    return {
      certificate: shown?.toString() ?? "",
      fingerprint: shown?.fingerprint256 ?? "",
      ...(mistrust ? { mistrust } : {}),
    };
  } catch (error) {
    throw unreachable(endpoint, error);
  } finally {
    socket.destroy();
  }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing listens there; is pveproxy running, and is the port right?",
  ECONNRESET: "it closed the connection; is pveproxy healthy there?",
  ENOTFOUND: "the name is not known; check the endpoint and this machine's DNS",
  EAI_AGAIN: "the name could not be looked up; check this machine's DNS",
  EHOSTUNREACH: "no way to that host; is it on, and is this machine in its network?",
  ENETUNREACH: "no way to that network; is this machine connected to it?",
  ETIMEDOUT: `no answer within ${patience / 1000} s; is the host on, and is this machine in its network?`,
  ERR_SSL_WRONG_VERSION_NUMBER: "what listens there does not speak TLS; is the port right?",
  EPROTO: "what listens there does not speak TLS 1.3; is the port right?",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "what listens there does not speak TLS 1.3; the provider takes no less",
};

/** What a failed connection means, as one line with exit code 4. Errors that are one already stay as they are. */
export function unreachable(endpoint: string, error: unknown): StrataError {
  if (error instanceof StrataError) return error;
  const { code = "", message = "" } = error as NodeJS.ErrnoException;
  return new StrataError(exitCodes.unreachable, `${endpoint} cannot be reached: ${reasons[code] ?? (message || code)}`);
}
