import type { Simulator } from "../../src/index.ts";
import type { World } from "../../src/world/world.ts";
import { defaultWorld } from "../../src/world/world.ts";
import { Api } from "../api.ts";

/** A client that nobody knows. */
export const stranger = (simulator: Simulator): Api => new Api(simulator, {});

/** A client with a ticket; root@pam unless told otherwise. */
export async function loggedIn(
  simulator: Simulator,
  username = "root@pam",
  password = simulator.password,
): Promise<Api> {
  const nobody = stranger(simulator);
  const { data, reason } = await nobody.post("/access/ticket", { username, password });
  nobody.close();
  if (!data) throw new Error(`${username}: ${reason}`);
  return new Api(simulator, {
    Cookie: `PVEAuthCookie=${encodeURIComponent(data.ticket)}`,
    CSRFPreventionToken: data.CSRFPreventionToken,
  });
}

/** A client with an API token. */
export const withToken = (simulator: Simulator, token: string): Api =>
  new Api(simulator, { Authorization: `PVEAPIToken=${token}` });

export const secret = "00000000-0000-4000-8000-000000000000";

/** The default world with more in it. */
export const worldWith = (more: Partial<World>): World => ({ ...defaultWorld, ...more });
