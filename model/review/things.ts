type Values = Readonly<Record<string, unknown>>;

/** What is no guest, and how a review speaks of it. */
interface Thing {
  readonly noun: string;
  /** Attribute that names it. Default: the name of the resource. */
  readonly named?: string;
  /** What one to come will be, in a few words. */
  readonly shape?: (values: Values) => readonly string[];
}

const storage = (place: string): Thing => ({
  noun: "storage",
  named: "id",
  shape: (values) => [String(values[place]), `holds ${listed(values.content)}`],
});

/** By type of resource. */
const things: Readonly<Record<string, Thing>> = {
  proxmox_virtual_environment_file: { noun: "snippet" },
  proxmox_download_file: { noun: "download" },
  proxmox_pool_membership: { noun: "pool membership" },
  proxmox_storage_directory: storage("path"),
  proxmox_storage_zfspool: storage("zfs_pool"),
  proxmox_storage_lvmthin: storage("thin_pool"),
  proxmox_virtual_environment_pool: { noun: "pool" },
  proxmox_backup_job: {
    noun: "backup job",
    named: "id",
    shape: ({ schedule, storage: to, vmid }) => [String(schedule), `guests ${listed(vmid)}`, `to ${String(to)}`],
  },
  proxmox_virtual_environment_dns: { noun: "DNS", named: "node_name" },
  proxmox_virtual_environment_hosts: { noun: "hosts file", named: "node_name" },
  proxmox_virtual_environment_time: { noun: "time zone", named: "node_name" },
  proxmox_virtual_environment_role: {
    noun: "role",
    named: "role_id",
    shape: ({ privileges }) => [Array.isArray(privileges) ? `${privileges.length} privileges` : "no privileges"],
  },
  proxmox_virtual_environment_user: { noun: "user", named: "user_id" },
  proxmox_acl: { noun: "grant", named: "user_id", shape: ({ role_id, path }) => [`${role_id} on ${path}`] },
  proxmox_user_token: { noun: "token", named: "token_name", shape: ({ user_id }) => [`of ${user_id}`] },
  null_resource: { noun: "step" },
  terraform_data: { noun: "step" },
};

/** The word for a type, where it has one. */
export function nounOf(type: string): string {
  return things[type]?.noun ?? type;
}

/** What names an instance, by its type. */
export function nameIn(type: string, values: Values): string | undefined {
  const named = things[type]?.named;
  const name = named === undefined ? undefined : values[named];
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** What one to come will be. */
export function shapeOf(type: string, values: Values): readonly string[] {
  return things[type]?.shape?.(values) ?? [];
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.join(", ") : "nothing";
}
