import { STATUS_CODES } from "node:http";
import { integer, optional, string } from "../../schema/schema.ts";
import type { RequestFault } from "../fault-class.ts";

const parameters = { status: integer({ minimum: 400, maximum: 599 }), message: optional(string()) };

/** What pveproxy says when it does not reach the node or the daemon that should answer (AnyEvent::HTTP). */
const ownTexts: Readonly<Record<number, string>> = {
  595: "No route to host",
  596: "Connection timed out",
  597: "Broken pipe",
  599: "Too many redirections",
};

export const error: RequestFault<"error", typeof parameters> = {
  kind: "request",
  name: "error",
  says: "an answer is an error, of Proxmox's proxy or of one before it",
  parameters,
  strike: ({ status, message }) => ({
    answer: { status, message: message ?? ownTexts[status] ?? STATUS_CODES[status] ?? "unknown error" },
  }),
};
