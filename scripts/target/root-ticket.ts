import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Aim } from "./aim.ts";
import { PinnedAgent, request } from "./request.ts";

/** Proof that somebody is root@pam, for two hours. */
export interface RootTicket {
  readonly ticket: string;
  /** Goes with every request that changes something. */
  readonly csrf: string;
}

/** Whom Proxmox lets change users, roles and grants, and no token of anybody's should. */
const root = "root@pam";

/**
 * Logs in as root@pam with the password that a person put into the environment for this one run. The connection shows the
 * pinned certificate before the password goes over it, and nothing of it is kept.
 *
 * @throws StrataError 3 where nobody opted in, 3 or 4 where the host does not take it
 */
export async function rootTicket({ endpoint, pin }: Aim): Promise<RootTicket> {
  const { PROXMOX_VE_USERNAME: username, PROXMOX_VE_PASSWORD: password } = process.env;
  if (username !== root || !password)
    throw new StrataError(
      exitCodes.refused,
      `the stack access is changed as ${root} alone, and no token can be that: set PROXMOX_VE_USERNAME=${root} and PROXMOX_VE_PASSWORD for this run`,
    );
  const agent = new PinnedAgent(endpoint, pin);
  try {
    const form = new URLSearchParams({ username, password });
    const { data } = await request<{ ticket: string; CSRFPreventionToken: string; NeedTFA?: number }>(
      { endpoint, agent, token: "" },
      "POST",
      "/access/ticket",
      form,
    );
    if (data.NeedTFA)
      throw new StrataError(
        exitCodes.refused,
        `${endpoint}: ${root} has a second factor, which nobody can be asked for here; make user, role and token by hand as secrets/*.env.example says`,
      );
    return { ticket: data.ticket, csrf: data.CSRFPreventionToken };
  } finally {
    agent.destroy();
  }
}
