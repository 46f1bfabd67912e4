import validRange from "semver/ranges/valid.js";
import type { output } from "zod";
import * as z from "zod";
import { address, addressRange, cpuLevel, domain, idRange, label, line, size, subnet, textLike } from "./fields.ts";
import { backups, dataset, osTemplates, pools } from "./site-containers.ts";
import { notifications, timezone } from "./site-host.ts";

const endpoint = textLike(/^https:\/\//, (input) =>
  /^http:/.test(String(input)) ? "must begin with https://" : "is no address of an API; write https://<host>:8006",
).superRefine((text, context) => {
  if (!URL.canParse(text)) return context.addIssue("is no address of an API; write https://<host>:8006");
  const url = new URL(text);
  if (url.username || url.password) context.addIssue("must not carry a password; credentials come from secrets/");
  else if (url.pathname !== "/" || url.search || url.hash)
    context.addIssue(`must end after the port; write ${url.origin}`);
});

const fingerprint = textLike(
  /^(?:CHANGEME|[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})$/,
  () => "is no SHA-256 fingerprint; write 32 pairs of hexadecimal digits with colons between them",
);

/** Bytes before the key itself in every ed25519 public key: lengths and the name of the algorithm (RFC 8709 §4). */
const ed25519Header = Buffer.from("0000000b7373682d6564323535313900000020", "hex");

function isEd25519(text: string): boolean {
  const blob = Buffer.from(text.split(" ")[1] ?? "", "base64");
  return blob.length === ed25519Header.length + 32 && blob.subarray(0, ed25519Header.length).equals(ed25519Header);
}

const publicKey = textLike(/^ssh-ed25519 [A-Za-z0-9+/]+={0,2}(?: [^\r\n]*)?$/, (input) =>
  /PRIVATE KEY/.test(String(input))
    ? "is a private key, which belongs nowhere in here; write the line of its .pub file"
    : "is no ed25519 public key; write the line that begins with ssh-ed25519 (ssh-keygen -t ed25519)",
).refine(isEd25519, { error: "is cut or damaged: it is not a whole ed25519 public key" });

const network = z.strictObject({
  bridge: textLike(/^[a-zA-Z][a-zA-Z0-9_]{1,9}$/, () => "is no bridge; write one such as vmbr0").describe(
    "Bridge on every node",
  ),
  vlan: z.int().min(1).max(4094).optional().describe("VLAN tag, 1 to 4094. Default: untagged"),
  subnet: subnet.describe("IPv4 subnet, such as 192.168.88.0/24"),
  gateway: address.optional().describe("Router inside the subnet. Default: none, guests stay inside"),
  dns: z.array(address).default([]).describe("DNS servers. Default: none"),
  reserved: z.array(addressRange).default([]).describe("Addresses that guests may not take, as ranges. Default: none"),
});

const node = z.strictObject({
  address: address.describe("IPv4 address of the node itself"),
  model: line.optional().describe("What machine it is, for people"),
  cpu: z
    .strictObject({
      cores: z.int().min(1).max(8192).describe("Cores that guests may use, as `nproc` counts them"),
      level: cpuLevel.describe("Highest x86-64 level its CPU has, as `ld.so --help` tells"),
    })
    .describe("Its CPU"),
  memory: z
    .strictObject({
      total: size.describe("Memory that Linux sees, such as 31.29GiB"),
      reserve: size.describe("Memory kept for Proxmox itself, such as 2GiB"),
      arc: size.optional().describe("Memory given to the ZFS cache, such as 4GiB. Default: none"),
    })
    .describe("Its memory; guests may use total less reserve less arc"),
  gpus: z
    .record(label, z.strictObject({ driver: line.describe("Version of the driver on the node, in quotes") }))
    .optional()
    .describe("Its GPUs by the name of their hardware mapping. Default: none"),
});

const storage = z.strictObject({
  type: z.enum(["dir", "zfspool", "lvmthin", "nfs", "pbs"]).describe("Type in Proxmox"),
  path: textLike(/^\/[^\r\n]*$/, () => "is no absolute path")
    .optional()
    .describe("Folder on the node, for type dir"),
  pool: textLike(/^[\w./-]+$/, () => "is no pool")
    .optional()
    .describe("Pool, for types zfspool and lvmthin (volume group/thin pool)"),
  size: size.describe("Room it has, such as 900GiB"),
  content: z
    .array(z.enum(["images", "rootdir", "iso", "vztmpl", "snippets", "import", "backup"]))
    .min(1)
    .describe("What it may hold"),
  nodes: z.array(label).min(1).optional().describe("Nodes that have it. Default: all"),
});

/** One lab as its `site.yaml` describes it. */
export const site = z
  .strictObject({
    site: label.describe("Name of the lab, the same as its folder's"),
    proxmox: z
      .strictObject({
        endpoint: endpoint.describe("Address of the API, such as https://192.168.88.10:8006"),
        cluster: label.describe(
          "Name of the Proxmox cluster, of a host in none its own; a target with another name is refused",
        ),
        version: line
          .refine((text) => validRange(text) !== null, {
            error: 'is no range of versions; write one such as ">=9.1 <10"',
          })
          .describe("Accepted versions of Proxmox VE, a semver range in quotes"),
        ca: textLike(/^[\w.-]+$/, () => "is no file beside site.yaml")
          .optional()
          .describe("File beside site.yaml with the CA that signed the host's certificate; this or fingerprint"),
        fingerprint: fingerprint
          .optional()
          .describe("SHA-256 fingerprint of the API's certificate (pvenode cert info); this or ca"),
        quorum: z
          .strictObject({ qdevice: address.describe("IPv4 address of the third vote of a cluster of two nodes") })
          .optional()
          .describe("What helps the cluster to a majority. Default: its nodes alone"),
      })
      .superRefine((value, context) => {
        if (value.ca && value.fingerprint) context.addIssue("names both ca and fingerprint; keep the one you trust");
        if (!value.ca && !value.fingerprint)
          context.addIssue("names neither ca nor fingerprint; without one the host cannot be told from another");
      })
      .describe("The Proxmox cluster"),
    domain: domain.describe("DNS domain of the guests, such as home.arpa"),
    networks: z.record(label, network).describe("Networks by name"),
    nodes: z.record(label, node).describe("Nodes of the cluster by name"),
    storages: z
      .record(
        textLike(/^[a-zA-Z][\w.-]*\w$/, () => "is no name of a storage"),
        storage,
      )
      .describe("Storages by name"),
    templates: osTemplates,
    data: dataset,
    pools,
    backups,
    timezone,
    notifications,
    ids: z
      .strictObject({
        vm: idRange.describe("Numbers of virtual machines, such as 200-299"),
        ct: idRange.describe("Numbers of containers, such as 100-199"),
        template: idRange.describe("Numbers of templates, such as 9000-9099"),
      })
      .describe("Which numbers (VMIDs) go to what"),
    access: z
      .strictObject({
        user: textLike(
          /^[^\s:/@!]+@[a-zA-Z][\w.-]+$/,
          () => "is no Proxmox user; write one such as strata@pve",
        ).describe("Proxmox user whose token manages the guests, such as strata@pve"),
        ssh: z
          .strictObject({
            user: textLike(/^[a-z_][a-z0-9_-]*$/, () => "is no user name").describe(
              "User on the nodes, such as strata",
            ),
            key: line.describe("Path of the private key on your own machine, such as ~/.ssh/id_ed25519"),
          })
          .describe("How a node is reached for what the API cannot take"),
        root: z
          .strictObject({
            key: line.describe("Path of root's private ed25519 key on your own machine, such as ~/.ssh/pve-root"),
          })
          .optional()
          .describe("Second credential: root over SSH, for what Proxmox keeps from every token. Default: none"),
      })
      .describe("Who acts for you"),
    login: textLike(/^[a-z_][a-z0-9_-]{0,31}$/, () => "is no user name")
      .default("ops")
      .describe("User that every guest gets. Default: ops"),
    keys: z.array(publicKey).min(1).describe("ed25519 public keys that may log in, one line each"),
  })
  .describe("One lab: personas/<site>/site.yaml");

export type SiteFile = output<typeof site>;
