/**
 * Privileges and built-in roles of Proxmox VE 9.
 * Source: PVE::AccessControl, `$privgroups` and create_roles; PVE 9 has no VM.Monitor, but VM.GuestAgent.*.
 */

interface Area {
  readonly root?: readonly string[];
  readonly admin?: readonly string[];
  readonly user?: readonly string[];
  readonly audit?: readonly string[];
}

const areas: Readonly<Record<string, Area>> = {
  VM: {
    admin: [
      "VM.Config.Disk",
      "VM.Config.CPU",
      "VM.Config.Memory",
      "VM.Config.Network",
      "VM.Config.HWType",
      "VM.Config.Options",
      "VM.Allocate",
      "VM.Clone",
      "VM.GuestAgent.Unrestricted",
      "VM.Migrate",
      "VM.Replicate",
      "VM.Snapshot",
      "VM.Snapshot.Rollback",
    ],
    user: [
      "VM.Config.CDROM",
      "VM.Config.Cloudinit",
      "VM.Console",
      "VM.Backup",
      "VM.GuestAgent.FileRead",
      "VM.GuestAgent.FileSystemMgmt",
      "VM.GuestAgent.FileWrite",
      "VM.PowerMgmt",
    ],
    audit: ["VM.Audit", "VM.GuestAgent.Audit"],
  },
  Sys: {
    root: ["Sys.PowerMgmt", "Sys.Modify", "Sys.Incoming", "Sys.AccessNetwork"],
    admin: ["Sys.Console", "Sys.Syslog"],
    audit: ["Sys.Audit"],
  },
  Datastore: {
    admin: ["Datastore.Allocate", "Datastore.AllocateTemplate"],
    user: ["Datastore.AllocateSpace"],
    audit: ["Datastore.Audit"],
  },
  SDN: { admin: ["SDN.Allocate", "SDN.Audit"], user: ["SDN.Use"], audit: ["SDN.Audit"] },
  User: { root: ["Realm.Allocate"], admin: ["User.Modify", "Group.Allocate", "Realm.AllocateUser"] },
  Pool: { admin: ["Pool.Allocate"], user: ["Pool.Audit"], audit: ["Pool.Audit"] },
  Mapping: { admin: ["Mapping.Modify"], user: ["Mapping.Use"], audit: ["Mapping.Audit"] },
};

const all = Object.values(areas);
const gathered = (...parts: readonly (keyof Area)[]) =>
  all.flatMap((area) => parts.flatMap((part) => [...(area[part] ?? [])]));

/** Every privilege there is. */
export const privileges: ReadonlySet<string> = new Set([
  "Permissions.Modify",
  ...gathered("root", "admin", "user", "audit"),
]);

function builtIn(): Map<string, ReadonlySet<string>> {
  const roles = new Map<string, ReadonlySet<string>>([
    ["NoAccess", new Set()],
    ["Administrator", privileges],
    ["PVEAdmin", new Set(gathered("admin", "user", "audit").filter((privilege) => privilege !== "Mapping.Modify"))],
    ["PVEAuditor", new Set(gathered("audit"))],
    ["PVETemplateUser", new Set(["VM.Clone", "VM.Audit"])],
  ]);
  for (const [name, area] of Object.entries(areas)) {
    const { admin = [], user = [], audit = [] } = area;
    if (admin.length + user.length + audit.length > 0) {
      roles.set(`PVE${name}Admin`, new Set([...admin, ...user, ...audit]));
    }
    if (user.length > 0) roles.set(`PVE${name}User`, new Set([...user, ...audit]));
  }
  return roles;
}

/** Roles that exist without being made, and cannot be changed. */
export const builtInRoles: ReadonlyMap<string, ReadonlySet<string>> = builtIn();
