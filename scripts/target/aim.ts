import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import type { Pin } from "./certificate.ts";
import { type ReadyFile, readReadyFile } from "./ready-file.ts";
import { readToken } from "./token.ts";
import { endpointOverride } from "./variables.ts";

/** Where commands go, before anybody there was asked. */
export interface Aim {
  /** The lab's own Proxmox, or an embedded one on this machine. */
  readonly kind: "site" | "simulator";
  /** Base address of the API, without a path. */
  readonly endpoint: string;
  /** What the certificate at the endpoint must be. */
  readonly pin: Pin;
  /** The API token; throws in one line when there is none, or none to be used. */
  token(): string;
  /** What an embedded Proxmox said about itself. */
  readonly ready?: ReadyFile;
}

/**
 * Aims at the lab's own Proxmox, or with `STRATA_TARGET=<ready file>` at an embedded one. Throws (exit 3) when that one
 * is not on this machine, or a file of values would lead somewhere else.
 */
export function aim(lab: Lab, root: string): Aim {
  const readyFile = process.env.STRATA_TARGET;
  return readyFile ? simulator(resolve(root, readyFile), root) : site(lab, root);
}

function simulator(file: string, root: string): Aim {
  const ready = readReadyFile(file);
  const override = endpointOverride(root);
  if (override)
    throw new StrataError(
      exitCodes.refused,
      `${override.file} sets proxmox_endpoint, which would win over STRATA_TARGET; move the file away, or unset STRATA_TARGET`,
    );
  return {
    kind: "simulator",
    endpoint: origin(ready.endpoint),
    pin: {
      kind: "ca",
      certificate: certificateIn(ready.caFile, `STRATA_TARGET: ${ready.caFile}`, "start the embedded Proxmox again"),
      source: ready.caFile,
    },
    token: () => ready.apiToken,
    ready,
  };
}

function site(lab: Lab, root: string): Aim {
  const fromEnvironment = process.env.TF_VAR_proxmox_endpoint;
  return {
    kind: "site",
    endpoint: origin(endpointOverride(root)?.endpoint ?? (fromEnvironment || lab.site.endpoint)),
    pin: pinOf(lab, root),
    token: () => readToken(lab, root),
  };
}

function pinOf({ site }: Lab, root: string): Pin {
  const folder = `personas/${site.name}`;
  if ("fingerprint" in site.trust)
    return { kind: "fingerprint", fingerprint: site.trust.fingerprint, source: `${folder}/site.yaml` };
  const file = `${folder}/${site.trust.ca}`;
  const certificate = certificateIn(
    join(root, file),
    `${folder}/site.yaml: ${file}`,
    "copy /etc/pve/pve-root-ca.pem from the host",
  );
  return { kind: "ca", certificate, source: file };
}

/** The certificate in a file, PEM. @param named how a person knows the file @param advice where to get a right one */
function certificateIn(path: string, named: string, advice: string): string {
  try {
    const text = readFileSync(path, "utf8");
    new X509Certificate(text);
    return text;
  } catch {
    throw new StrataError(exitCodes.refused, `${named} is not a PEM certificate that can be read; ${advice}`);
  }
}

/** An address without path and default port; what is none is refused here, before a library says so in its own words. */
function origin(endpoint: string): string {
  if (URL.canParse(endpoint) && new URL(endpoint).protocol === "https:") return new URL(endpoint).origin;
  throw new StrataError(
    exitCodes.wrongInput,
    `proxmox_endpoint is ${endpoint}; it must be an address such as https://192.168.88.10:8006`,
  );
}
