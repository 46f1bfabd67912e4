import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import * as z from "zod";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { hostOf } from "./certificate.ts";

const sshNode = z.object({ name: z.string(), host: z.string(), port: z.number() });

/** What an embedded Proxmox writes when it is ready, as far as its clients need it. */
const readyFile = z.object({
  endpoint: z.url({ protocol: /^https$/ }),
  apiToken: z.string(),
  caFile: z.string(),
  ssh: z.object({ username: z.string(), privateKeyFile: z.string(), nodes: z.array(sshNode) }),
});

export type ReadyFile = z.infer<typeof readyFile>;

/**
 * Reads the ready file of an embedded Proxmox. What it names is believed without a site's guards, so it must be on this
 * machine: an address that is not a loopback one, written as a number, is refused (exit 3).
 */
export function readReadyFile(file: string): ReadyFile {
  const ready = parse(file);
  const outside = [hostOf(ready.endpoint), ...ready.ssh.nodes.map((node) => node.host)].find(
    (host) => !onLoopback(host),
  );
  if (outside)
    throw new StrataError(
      exitCodes.refused,
      `STRATA_TARGET: ${file} leads to ${outside}, not to this machine; it may name an embedded Proxmox on 127.0.0.1 only`,
    );
  return ready;
}

function parse(file: string): ReadyFile {
  try {
    return readyFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new StrataError(
        exitCodes.unreachable,
        `STRATA_TARGET names ${file}, which is not there; start \`strata simulator --ready-file ${file}\`, or unset it`,
      );
    throw new StrataError(
      exitCodes.refused,
      `STRATA_TARGET names ${file}, which is not the ready file of an embedded Proxmox; nothing is done`,
    );
  }
}

/** A name is none, not even `localhost`: the hosts file may lead it anywhere. */
function onLoopback(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || (isIPv6(host) && new URL(`https://[${host}]`).hostname === "[::1]");
}
