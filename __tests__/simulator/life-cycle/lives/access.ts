import { expect } from "@jest/globals";
import { type Life, of } from "../life.ts";
import { pool } from "./pool.ts";

export const group: Life = {
  address: "proxmox_virtual_environment_group.people",
  created: { group_id: "people", comment: "who may look" },
  updated: { comment: "who may look, and more" },
  importId: "people",
  seen: {
    at: "/access/groups/people",
    created: { comment: "who may look", members: ["ada@pve"] },
    updated: { comment: "who may look, and more" },
  },
};

export const role: Life = {
  address: "proxmox_virtual_environment_role.strata",
  created: { role_id: "Strata", privileges: ["VM.Audit", "VM.Clone"] },
  updated: { privileges: ["Sys.Audit", "VM.Audit", "VM.PowerMgmt"] },
  importId: "Strata",
  seen: {
    at: "/access/roles/Strata",
    created: { "VM.Audit": 1, "VM.Clone": 1 },
    updated: { "Sys.Audit": 1, "VM.Audit": 1, "VM.PowerMgmt": 1 },
  },
};

export const user: Life = {
  address: "proxmox_virtual_environment_user.ada",
  created: {
    user_id: "ada@pve",
    password: "correct horse",
    comment: "first",
    email: "ada@example.com",
    first_name: "Ada",
    groups: [of(group.address, "group_id")],
    expiration_date: "2030-01-01T00:00:00Z",
  },
  updated: { password: "battery staple", comment: "second", enabled: false, last_name: "Lovelace" },
  importId: "ada@pve",
  unread: ["password"],
  seen: {
    at: "/access/users/ada@pve",
    created: { enable: 1, expire: 1_893_456_000, firstname: "Ada", comment: "first", groups: ["people"] },
    updated: { enable: 0, lastname: "Lovelace", comment: "second" },
  },
};

export const token: Life = {
  address: "proxmox_user_token.ci",
  created: {
    user_id: of(user.address, "user_id"),
    token_name: "ci",
    comment: "builds",
    expiration_date: "2033-01-01T00:00:00Z",
    privileges_separation: false,
  },
  updated: { comment: "releases", expiration_date: "2034-01-01T00:00:00Z", privileges_separation: true },
  importId: "ada@pve!ci",
  seen: {
    at: "/access/users/ada@pve/token/ci",
    created: { comment: "builds", expire: 1_988_150_400, privsep: 0 },
    updated: { comment: "releases", expire: 2_019_686_400, privsep: 1 },
  },
};

/** A grant as the list shows it; when all are destroyed the list is empty. */
const shown = (path: string, type: "user" | "group" | "token", ugid: string, roleid: string, propagate: 0 | 1) =>
  expect.arrayContaining([{ path, type, ugid, roleid, propagate }]);

export const groupGrant: Life = {
  address: "proxmox_acl.group",
  created: { group_id: of(group.address, "group_id"), role_id: "PVEAuditor", path: "/" },
  updated: { propagate: false },
  importId: "/?people?PVEAuditor",
  seen: {
    at: "/access/acl",
    created: shown("/", "group", "people", "PVEAuditor", 1),
    updated: shown("/", "group", "people", "PVEAuditor", 0),
    gone: [],
  },
};

export const userGrant: Life = {
  address: "proxmox_acl.user",
  created: { user_id: of(user.address, "user_id"), role_id: of(role.address, "role_id"), path: "/vms/9000" },
  importId: "/vms/9000?ada@pve?Strata",
  seen: { at: "/access/acl", created: shown("/vms/9000", "user", "ada@pve", "Strata", 1), gone: [] },
};

export const tokenGrant: Life = {
  address: "proxmox_acl.token",
  created: {
    token_id: of(token.address, "id"),
    role_id: "PVEVMUser",
    path: `/pool/${of(pool.address, "pool_id")}`,
    propagate: false,
  },
  updated: { propagate: true },
  importId: "/pool/lab?ada@pve!ci?PVEVMUser",
  seen: {
    at: "/access/acl",
    created: shown("/pool/lab", "token", "ada@pve!ci", "PVEVMUser", 0),
    updated: shown("/pool/lab", "token", "ada@pve!ci", "PVEVMUser", 1),
    gone: [],
  },
};
