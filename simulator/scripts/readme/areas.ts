/** The parts of Proxmox's API as a reader looks for them, and how each behaves here. */

export interface Area {
  readonly title: string;
  /** Paths that belong to it; the first area that matches takes a path. */
  readonly paths: RegExp;
  /** How faithful it is where it is simulated. */
  readonly behaves: string;
}

export const areas: readonly Area[] = [
  {
    title: "Consoles",
    paths:
      /\/(vncproxy|vncshell|vncwebsocket|spiceproxy|spiceshell|termproxy|mtunnel|mtunnelwebsocket|remote_migrate)$/,
    behaves: "answers with tickets; no screen is behind them",
  },
  {
    title: "Firewall",
    paths: /\/firewall(\/|$)/,
    behaves:
      "files of rules, aliases, sets, groups and options as Proxmox reads and writes them, taken along by clones and backups; no packet is looked at",
  },
  {
    title: "Machines (QEMU)",
    paths: /^\/nodes\/\{node\}\/qemu/,
    behaves:
      "configuration, what waits for a restart, disks, clones, snapshots, moves and power as Proxmox handles them; no system runs inside: it boots in simulated seconds, and its agent answers when the image has one",
  },
  {
    title: "Containers (LXC)",
    paths: /^\/nodes\/\{node\}\/lxc/,
    behaves: "as machines; what only root@pam may set is refused to everybody else; no process runs inside",
  },
  {
    title: "Storage",
    paths: /^\/(nodes\/\{node\}\/)?storage|^\/nodes\/\{node\}\/(aplinfo|query-|scan)/,
    behaves:
      "content types, names, formats, thin and thick room, sums to the byte; what is uploaded comes back with the same SHA-256; a disk has the bytes of the image it was made of, and beside them what an agent wrote",
  },
  {
    title: "Backup",
    paths: /^\/cluster\/backup|^\/nodes\/\{node\}\/vzdump/,
    behaves:
      "jobs, what they cover, archives that can be restored and pruned; an archive holds the configuration, the sizes and the images that the disks were made of",
  },
  {
    title: "Access",
    paths: /^\/access/,
    behaves:
      "users, groups, roles, realms, tokens with and without privilege separation, propagation, pools: every endpoint asks for what Proxmox's schema says, and refuses in its words",
  },
  { title: "Pools", paths: /^\/pools/, behaves: "nested, with the rights that membership gives" },
  {
    title: "Tasks",
    paths: /^\/(cluster|nodes\/\{node\})\/tasks/,
    behaves: "take simulated time, hold locks, fail, warn, can be stopped; logs are shorter than Proxmox's",
  },
  {
    title: "High availability",
    paths: /^\/cluster\/ha/,
    behaves: "resources and rules are kept and checked; a manager that acts on them is simulated in outline",
  },
  {
    title: "Replication",
    paths: /^\/(cluster|nodes\/\{node\})\/replication/,
    behaves: "jobs and their last runs; what is replicated is told and not copied",
  },
  {
    title: "Hardware and mappings",
    paths: /^\/cluster\/mapping|^\/nodes\/\{node\}\/hardware/,
    behaves: "devices that the world describes, mapped and checked against them",
  },
  {
    title: "Disks",
    paths: /^\/nodes\/\{node\}\/disks/,
    behaves: "disks that the world describes; pools, groups and folders are made of them and become storages",
  },
  {
    title: "Network",
    paths: /^\/nodes\/\{node\}\/network/,
    behaves: "the file of interfaces with its pending changes, checked as ifupdown2 would; no packet goes through it",
  },
  {
    title: "Certificates and ACME",
    paths: /\/(certificates|acme)(\/|$)/,
    behaves: "uploaded ones are checked and shown; plugins are kept, and no authority is asked",
  },
  {
    title: "Notifications",
    paths: /^\/cluster\/notifications/,
    behaves: "endpoints and matchers are kept; nothing is sent",
  },
  { title: "Metric servers", paths: /^\/cluster\/metrics/, behaves: "are kept; nothing is sent" },
  {
    title: "Software-defined network",
    paths: /\/sdn(\/|$)/,
    behaves:
      "zones, networks, subnets, controllers and fabrics wait until they are applied, and are locked and rolled back; networks are bridges then, under their own permissions, and lease addresses to their guests; nothing is routed",
  },
  { title: "Ceph", paths: /\/ceph(\/|$)/, behaves: "" },
  {
    title: "Joining a cluster",
    paths: /^\/cluster\/config/,
    behaves: "a node without a cluster makes one; nodes are those that the world describes, and none joins",
  },
  { title: "Acting on many guests", paths: /^\/cluster\/bulk-action/, behaves: "as on each of them" },
  { title: "Cluster", paths: /^\/cluster/, behaves: "several nodes, quorum, resources, options, log" },
  {
    title: "Nodes",
    paths: /^\/nodes/,
    behaves: "status, power, files and settings of a host, as far as its guests and a lab's tools need them",
  },
  { title: "The API itself", paths: /./, behaves: "version, and what there is below the root" },
];

/** Methods in the schema of Proxmox VE 9.1. */
export const methodsOfProxmox = 649;
