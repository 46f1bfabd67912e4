import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Lab } from "../../model/lab.ts";
import type { Touched } from "../../model/privileges.ts";
import { cacheFolder } from "../../toolchain/cache.ts";
import { type Aim, aim } from "./aim.ts";
import { hostOf } from "./certificate.ts";
import { type Check, type Finding, runChecks } from "./check.ts";
import { certificate } from "./checks/certificate.ts";
import { clock } from "./checks/clock.ts";
import { cluster } from "./checks/cluster.ts";
import { endpoint } from "./checks/endpoint.ts";
import { nodes } from "./checks/nodes.ts";
import { placeholders, refusePlaceholders } from "./checks/placeholders.ts";
import { privileges } from "./checks/privileges.ts";
import { token } from "./checks/token.ts";
import { version } from "./checks/version.ts";
import { type Evidence, gather } from "./evidence.ts";
import { meet } from "./peer.ts";
import { rootTicket } from "./root-ticket.ts";
import { pinnedBefore, writeTrustBundle } from "./trust-bundle.ts";
import { variableFiles } from "./variables.ts";

/** The program itself, for the steps of a stack that call it. */
const program = fileURLToPath(new URL("../strata.mjs", import.meta.url));

/** Where commands go, and what the programs that go there must have in their environment. */
export interface Target extends Aim {
  /** Holds the token: hand it to children, print it never. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Who is at the other end, and is it the right one: in the order in which a person would ask. */
export const targetChecks: readonly Check<Evidence>[] = [
  placeholders,
  endpoint,
  certificate,
  token,
  version,
  cluster,
  nodes,
  privileges,
  clock,
];

/**
 * Decides where commands go: to the site's Proxmox, or with `STRATA_TARGET=<ready file>` to an embedded one on this
 * machine. Writes the trust bundle to `build/<site>/`. Throws in one line: exit 3 for what a guard refuses, 4 for a token
 * that is missing or a host that does not answer (it is asked only when a new fingerprint was pinned).
 *
 * @param as `root` logs in as root@pam with what the environment says, for what no token may do
 */
export async function resolveTarget(lab: Lab, root: string, as: "token" | "root" = "token"): Promise<Target> {
  const aimed = aim(lab, root);
  if (aimed.kind === "site") refusePlaceholders(lab);
  const folder = resolve(root, "build", lab.site.name);
  const bundle = join(folder, `trust-${aimed.kind}.pem`);
  const credential = as === "token" ? withToken(aimed) : await asRoot(aimed);
  await writeTrustBundle(bundle, await pinnedCertificate(aimed, bundle), process.env.SSL_CERT_FILE);
  return {
    ...aimed,
    token: credential.token,
    environment: {
      ...credential.environment,
      // The provider would take this from the environment; here it does not exist.
      PROXMOX_VE_INSECURE: "false",
      SSL_CERT_FILE: bundle,
      TF_VAR_proxmox_endpoint: aimed.endpoint,
      // Steps of a stack call this program, wherever the lab lies.
      STRATA_PROGRAM: program,
      ...(aimed.kind === "simulator" ? rehearsal(aimed, folder) : valuesOf(root)),
    },
  };
}

/**
 * Proves that the target is the right one and may be worked on, by looking only. Throws one line for each thing that is
 * wrong, with the exit code of the first.
 *
 * @param touched what is about to be touched, so that only its nodes and privileges count; the whole lab unless said
 */
export async function proveTarget(target: Aim, lab: Lab, touched?: Touched): Promise<Finding[]> {
  const evidence = gather(lab, target, touched);
  try {
    const findings = await runChecks(targetChecks, evidence);
    const failed = findings.flatMap((finding) => (finding.status === "fail" ? [finding] : []));
    if (failed[0]) throw new StrataError(failed[0].exit, failed.map(({ detail }) => detail).join("\n"));
    return findings;
  } finally {
    evidence.close();
  }
}

/** By what right programs go there, for us and for the provider. */
type Credential = Pick<Target, "token" | "environment">;

function withToken(aimed: Aim): Credential {
  const token = aimed.token();
  return { token: () => token, environment: { PROXMOX_VE_API_TOKEN: token } };
}

async function asRoot(aimed: Aim): Promise<Credential> {
  const { ticket, csrf } = await rootTicket(aimed);
  return {
    token: () => ticket,
    environment: {
      // The provider would prefer a token to the ticket.
      PROXMOX_VE_API_TOKEN: "",
      PROXMOX_VE_AUTH_TICKET: ticket,
      PROXMOX_VE_CSRF_PREVENTION_TOKEN: csrf,
      // They inherit what a person set for us; the ticket ends in two hours, a password does not.
      PROXMOX_VE_USERNAME: "",
      PROXMOX_VE_PASSWORD: "",
    },
  };
}

/** The certificate to trust, PEM. A fingerprint is not a certificate: who has it is asked once. */
async function pinnedCertificate({ endpoint, pin }: Aim, bundle: string): Promise<string> {
  if (pin.kind === "ca") return pin.certificate;
  const before = pinnedBefore(bundle, pin.fingerprint);
  if (before) return before;
  const peer = await meet(endpoint, pin);
  if (peer.mistrust) throw new StrataError(exitCodes.refused, peer.mistrust);
  return peer.certificate;
}

/** What leads OpenTofu and the provider to an embedded Proxmox, and keeps its traces out of the user's home. */
function rehearsal({ endpoint, ready }: Aim, folder: string): Record<string, string> {
  if (!ready) return {};
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  const nodes = Object.fromEntries(ready.ssh.nodes.map(({ name, host, port }) => [name, { address: host, port }]));
  const unproxied = [process.env.NO_PROXY ?? process.env.no_proxy, hostOf(endpoint)].filter(Boolean).join(",");
  return {
    TF_VAR_proxmox_ssh_user: ready.ssh.username,
    TF_VAR_proxmox_ssh_key_file: ready.ssh.privateKeyFile,
    TF_VAR_proxmox_ssh_nodes: JSON.stringify(nodes),
    HOME: home,
    // Where home is another, what was built and fetched would be once more, for an image that an apply builds.
    STRATA_CACHE: resolve(cacheFolder()),
    NO_PROXY: unproxied,
    no_proxy: unproxied,
  };
}

/** Hands the root's files of values to `tofu plan`, which cdktf does by itself. */
function valuesOf(root: string): Record<string, string> {
  const files = variableFiles(root).map((file) => `"-var-file=${resolve(root, file)}"`);
  if (files.length === 0) return {};
  return { TF_CLI_ARGS_plan: [process.env.TF_CLI_ARGS_plan, ...files].filter(Boolean).join(" ") };
}
