import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";

/** Name of the variable under which the provider itself looks for its credential. */
export const tokenVariable = "PROXMOX_VE_API_TOKEN";

/** File of a site's secrets in plain, ignored by Git, relative to the lab's root. */
export const secretsFile = (site: string) => `secrets/${site}.env`;

/**
 * The site's API token: from the environment, else from `secrets/<site>.env`, which nobody else may read. Throws in one
 * line that never shows the token: exit 4 when there is none, 3 when it is not one to be used.
 */
export function readToken(lab: Lab, root: string): string {
  const file = secretsFile(lab.site.name);
  const source = process.env[tokenVariable] ? tokenVariable : file;
  const token = readSecret(lab.site.name, root, tokenVariable);
  if (!token) {
    const advice = `set it, or copy secrets/${lab.site.name}.env.example to ${file} and fill it in`;
    throw new StrataError(
      exitCodes.unreachable,
      `no API token for ${lab.site.name}: ${tokenVariable} is not set; ${advice}`,
    );
  }
  const wrong = faultOf(token, lab);
  if (wrong) throw new StrataError(exitCodes.refused, `${source}: ${wrong}`);
  return token;
}

/** A secret of a site: from the environment, else from its file. @throws StrataError 3 where others can read that */
export function readSecret(site: string, root: string, name: string): string | undefined {
  return process.env[name] || readSecrets(join(root, secretsFile(site)), secretsFile(site))[name];
}

function readSecrets(path: string, file: string): Record<string, string | undefined> {
  if (!existsSync(path)) return {};
  if (statSync(path).mode & 0o077)
    throw new StrataError(exitCodes.refused, `${file} can be read by others; close it with \`chmod 600 ${file}\``);
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    throw new StrataError(exitCodes.unreachable, `${file} cannot be read: ${(error as Error).message}`);
  }
}

/** A ticket begins with its kind and names its user: `PVE:root@pam:65ABCDEF::…`. */
const ticketHolder = (token: string) => /^PVE:([^:]+):/.exec(token)?.[1];

/** Who a token belongs to: `strata@pve!ci` of `strata@pve!ci=…`; of a ticket, its user. */
export const tokenName = (token: string) => ticketHolder(token) ?? token.slice(0, token.indexOf("="));

/** How a request says who sends it. @param token a token, a ticket, or nothing */
export function authorization(token: string): Record<string, string> {
  if (token === "") return {};
  if (ticketHolder(token) !== undefined) return { Cookie: `PVEAuthCookie=${encodeURIComponent(token)}` };
  return { Authorization: `PVEAPIToken=${token}` };
}

function faultOf(token: string, lab: Lab): string | undefined {
  if (/TODO|CHANGEME/.test(token))
    return "the API token is still a placeholder; put in what `pveum user token add` printed";
  if (!/^[^\s!=]+@[^\s!=]+![^\s!=]+=[A-Za-z0-9-]+$/.test(token))
    return "this is not an API token; it has the form user@realm!name=secret, as `pveum user token add` prints it";
  const user = tokenName(token).split("!")[0];
  return user === lab.site.apiUser
    ? undefined
    : `the API token belongs to ${user}, but ${lab.site.name} is managed by ${lab.site.apiUser}; is it the token of another lab?`;
}
