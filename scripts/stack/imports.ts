import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../toolchain/write-whole.ts";
import type { Aim } from "../target/aim.ts";
import { type Proxmox, proxmox } from "../target/proxmox.ts";
import type { Places } from "./places.ts";

type Block = Readonly<Record<string, unknown>>;

/** How a type of resource that may stand on the host before we made it is found there, and called by an import. */
interface Standing {
  /** Names of those that are there. */
  readonly there: (api: Proxmox) => Promise<readonly string[]>;
  /** Name under which a block would be there; the provider imports it by the same. */
  readonly key: (block: Block) => string;
}

const listed =
  <T>(path: string, name: (one: T) => string) =>
  async (api: Proxmox) =>
    (await api.get<readonly T[]>(path)).data.map(name);
const field = (name: string) => (block: Block) => String(block[name]);

const storage: Standing = {
  there: listed<{ storage: string }>("/storage", (one) => one.storage),
  key: field("id"),
};
/** Each node has these settings from its installation on. */
const setting: Standing = {
  there: listed<{ node: string }>("/nodes", ({ node }) => node),
  key: field("node_name"),
};

/** By type of resource. What is not here is made by us, or found to be right by Proxmox itself (downloads, by checksum). */
const standing: Readonly<Record<string, Standing>> = {
  proxmox_storage_directory: storage,
  proxmox_storage_zfspool: storage,
  proxmox_storage_lvmthin: storage,
  proxmox_virtual_environment_pool: {
    there: listed<{ poolid: string }>("/pools", ({ poolid }) => poolid),
    key: field("pool_id"),
  },
  proxmox_backup_job: { there: listed<{ id: string }>("/cluster/backup", ({ id }) => id), key: field("id") },
  proxmox_virtual_environment_dns: setting,
  proxmox_virtual_environment_hosts: setting,
  proxmox_virtual_environment_time: setting,
  proxmox_virtual_environment_role: {
    there: listed<{ roleid: string }>("/access/roles", ({ roleid }) => roleid),
    key: field("role_id"),
  },
  proxmox_virtual_environment_user: {
    there: listed<{ userid: string }>("/access/users", ({ userid }) => userid),
    key: field("user_id"),
  },
  proxmox_user_token: {
    there: tokens,
    key: ({ user_id, token_name }) => `${user_id}!${token_name}`,
  },
  proxmox_acl: {
    there: listed<{ path: string; ugid: string; roleid: string }>(
      "/access/acl",
      (one) => `${one.path}?${one.ugid}?${one.roleid}`,
    ),
    key: ({ path, user_id, role_id }) => `${path}?${user_id}?${role_id}`,
  },
};

async function tokens(api: Proxmox): Promise<string[]> {
  type User = { readonly userid: string; readonly tokens?: readonly { readonly tokenid: string }[] };
  const { data } = await api.get<readonly User[]>("/access/users?full=1");
  return data.flatMap((user) => (user.tokens ?? []).map(({ tokenid }) => `${user.userid}!${tokenid}`));
}

/**
 * Has OpenTofu take over what stands on the host already, instead of failing to make it a second time: a file of `import`
 * blocks beside the stack's JSON. What the state knows already is not imported again. Asks the host only where a stack holds such things.
 */
export async function writeImports(aim: Aim, { folder, json }: Places): Promise<void> {
  const { resource = {} } = JSON.parse(await readFile(json, "utf8")) as {
    resource?: Record<string, Record<string, Block>>;
  };
  const file = join(folder, "imports.tf.json");
  const types = Object.entries(resource).flatMap(([type, blocks]) => {
    const how = standing[type];
    return how ? [{ type, blocks, how }] : [];
  });
  const imports = types.length > 0 ? await found(aim, types) : [];
  if (imports.length === 0) await rm(file, { force: true });
  else await writeWhole(file, `${JSON.stringify({ import: imports }, null, 2)}\n`);
}

async function found(aim: Aim, types: readonly { type: string; blocks: Record<string, Block>; how: Standing }[]) {
  const api = proxmox(aim.endpoint, aim.pin, aim.token());
  try {
    const asked = new Map([...new Set(types.map(({ how }) => how.there))].map((there) => [there, there(api)]));
    const each = types.map(async ({ type, blocks, how }) => {
      const there = new Set(await asked.get(how.there));
      return Object.entries(blocks)
        .filter(([, block]) => there.has(how.key(block)))
        .map(([name, block]) => ({ to: `${type}.${name}`, id: how.key(block) }));
    });
    return (await Promise.all(each)).flat();
  } finally {
    api.close();
  }
}
