import { choice, optional } from "../../schema/schema.ts";
import type { SshFault } from "../fault-class.ts";

/** Where it ends; default connection. */
const parameters = { stage: optional(choice("connection", "login")) };

export const sshRefused: SshFault<"ssh-refused", typeof parameters> = {
  kind: "ssh",
  name: "ssh-refused",
  says: "a node does not let a client in over SSH",
  parameters,
  strike: ({ stage = "connection" }) => stage,
};
