import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { accounts, grants, groups, realms, roles, tokens, users } from "../../simulator/src/access/slices.ts";
import { type RequestLine, type Simulator, startSimulator } from "../../simulator/src/index.ts";
import { pools } from "../../simulator/src/pools/pool.ts";
import { tofu, toolchainTimeout } from "../tofu.ts";

type Attributes = Readonly<Record<string, unknown>>;

interface Life {
  readonly address: `${string}.${string}`;
  readonly created: Attributes;
  /** What differs after the update. */
  readonly updated?: Attributes;
  readonly importId: string;
  /** What a plan changes after an import, because Proxmox or the provider does not tell it. */
  readonly unread?: readonly string[];
}

const pool = "proxmox_virtual_environment_pool.lab";
const people = "proxmox_virtual_environment_group.people";
const role = "proxmox_virtual_environment_role.strata";
const user = "proxmox_virtual_environment_user.ada";
const token = "proxmox_user_token.ci";
const directory = "proxmox_realm_ldap.directory";
const of = (address: string, attribute: string) => `\${${address}.${attribute}}`;

const lives: readonly Life[] = [
  {
    address: pool,
    created: { pool_id: "lab", comment: "machines" },
    updated: { comment: "machines and more" },
    importId: "lab",
  },
  {
    address: "proxmox_virtual_environment_pool.nested",
    created: { pool_id: `${of(pool, "pool_id")}/k3s` },
    updated: { comment: "nested" },
    importId: "lab/k3s",
  },
  {
    address: "proxmox_pool_membership.guest",
    created: { pool_id: of(pool, "pool_id"), vm_id: 9000 },
    importId: "lab/vm/9000",
  },
  {
    address: "proxmox_pool_membership.storage",
    created: { pool_id: of(pool, "pool_id"), storage_id: "local" },
    importId: "lab/storage/local",
  },
  {
    address: people,
    created: { group_id: "people", comment: "who may look" },
    updated: { comment: "who may look, and more" },
    importId: "people",
  },
  {
    address: role,
    created: { role_id: "Strata", privileges: ["VM.Audit", "VM.Clone"] },
    updated: { privileges: ["Sys.Audit", "VM.Audit", "VM.PowerMgmt"] },
    importId: "Strata",
  },
  {
    address: user,
    created: {
      user_id: "ada@pve",
      password: "correct horse",
      comment: "first",
      email: "ada@example.com",
      first_name: "Ada",
      groups: [of(people, "group_id")],
      expiration_date: "2030-01-01T00:00:00Z",
    },
    updated: { password: "battery staple", comment: "second", enabled: false, last_name: "Lovelace" },
    importId: "ada@pve",
    unread: ["password"],
  },
  {
    address: token,
    created: {
      user_id: of(user, "user_id"),
      token_name: "ci",
      comment: "builds",
      expiration_date: "2033-01-01T00:00:00Z",
      privileges_separation: false,
    },
    updated: { comment: "releases", expiration_date: "2034-01-01T00:00:00Z", privileges_separation: true },
    importId: "ada@pve!ci",
  },
  {
    address: "proxmox_acl.group",
    created: { group_id: of(people, "group_id"), role_id: "PVEAuditor", path: "/" },
    updated: { propagate: false },
    importId: "/?people?PVEAuditor",
  },
  {
    address: "proxmox_acl.user",
    created: { user_id: of(user, "user_id"), role_id: of(role, "role_id"), path: "/vms/9000" },
    importId: "/vms/9000?ada@pve?Strata",
  },
  {
    address: "proxmox_acl.token",
    created: {
      token_id: of(token, "id"),
      role_id: "PVEVMUser",
      path: `/pool/${of(pool, "pool_id")}`,
      propagate: false,
    },
    updated: { propagate: true },
    importId: "/pool/lab?ada@pve!ci?PVEVMUser",
  },
  {
    address: directory,
    created: {
      realm: "directory",
      server1: "ldap.example.com",
      base_dn: "dc=example,dc=com",
      bind_dn: "cn=lab,dc=example,dc=com",
      bind_password: "secret",
      filter: "(objectClass=person)",
      sync_defaults_options: "enable-new=1,scope=both",
    },
    updated: { filter: undefined, mode: "ldaps", comment: "people", bind_password: "new secret" },
    importId: "directory",
    unread: ["bind_password"],
  },
  {
    // The provider asks for a sync and does not wait for its end; nothing of it stands in Proxmox.
    address: "proxmox_realm_sync.directory",
    created: { realm: of(directory, "realm"), scope: "both" },
    updated: { enable_new: true },
    importId: "directory",
    unread: ["enable_new", "scope"],
  },
  {
    address: "proxmox_realm_openid.sso",
    created: {
      realm: "sso",
      issuer_url: "https://id.example.com",
      client_id: "lab",
      client_key: "secret",
      username_claim: "email",
      groups_claim: "groups",
    },
    updated: { autocreate: true, comment: "single sign-on" },
    importId: "sso",
    // With a change to its key, the provider leaves open what else Proxmox may fill in.
    unread: ["client_key", "default", "groups_autocreate", "groups_overwrite", "query_userinfo", "scopes"],
  },
];

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strata-access-life-"));
  simulator = await startSimulator({ timeScale: 0 });
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As root with a ticket: Proxmox lets no token change a password. */
const run = (...words: string[]) =>
  tofu(folder, [...words, "-no-color"], {
    PROXMOX_VE_ENDPOINT: simulator.endpoint,
    PROXMOX_VE_USERNAME: simulator.username,
    PROXMOX_VE_PASSWORD: simulator.password,
    SSL_CERT_FILE: simulator.caFile,
  });

/** @param imported with blocks that take over what stands there */
function write(stage: "created" | "updated", imported = false): void {
  const resource: Record<string, Record<string, Attributes>> = {};
  for (const { address, created, updated } of lives) {
    const [type = "", name = ""] = address.split(".");
    resource[type] = { ...resource[type], [name]: stage === "created" ? created : { ...created, ...updated } };
  }
  const blocks = lives.map(({ address, importId }) => ({ to: address, id: importId }));
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } },
      provider: { proxmox: {} },
      resource,
      ...(imported && { import: blocks }),
    }),
  );
}

interface Change {
  readonly actions: readonly string[];
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  readonly after_unknown: Attributes;
}

/** What a plan would change: attributes by address, or its actions where it does more than update. */
async function planned(): Promise<Record<string, readonly string[]>> {
  await run("plan", "-input=false", "-out=plan");
  const { resource_changes: changes = [] } = JSON.parse(await run("show", "-json", "plan"));
  const found = (changes as { address: string; change: Change }[]).filter(
    ({ change }) => change.actions.join() !== "no-op",
  );
  return Object.fromEntries(found.map(({ address, change }) => [address, changed(change)]));
}

function changed({ actions, before, after, after_unknown: unknown }: Change): readonly string[] {
  if (actions.join() !== "update") return actions;
  const differs = (key: string) =>
    unknown[key] === true || JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]);
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(unknown)])].filter(differs).sort();
}

/** The keys of everything that this family keeps. */
const standing = () =>
  ([users, groups, roles, tokens, grants, realms, accounts, pools] as (typeof users)[]).map((slice) => [
    slice.name,
    [...simulator.cluster.state.table(slice).entries()].map(([key]) => key),
  ]);

test(
  "pools, users, groups, roles, tokens, grants and realms live through the real provider: created, found unchanged, updated in place, imported, destroyed",
  async () => {
    const before = standing();
    write("created");
    await run("init", "-input=false");
    await run("apply", "-auto-approve");
    expect(await planned()).toEqual({});

    write("updated");
    const inPlace = lives.filter(({ updated }) => updated).map(({ address }) => address);
    expect(Object.keys(await planned()).sort()).toEqual([...inPlace].sort());
    await run("apply", "-auto-approve");
    expect(await planned()).toEqual({});

    await run("state", "rm", ...lives.map(({ address }) => address));
    write("updated", true);
    const unread = lives.flatMap(({ address, unread }) => (unread ? [[address, unread]] : []));
    expect(await planned()).toEqual(Object.fromEntries(unread));
    await run("apply", "-auto-approve");
    expect(await planned()).toEqual({});

    await run("destroy", "-auto-approve");
    expect(standing()).toEqual(before);
    const refused = (simulator.journal.lines as RequestLine[]).filter(({ status }) => status !== 200);
    expect(refused).toEqual([]);
  },
  toolchainTimeout,
);
