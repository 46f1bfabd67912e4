/** Users, groups, tokens, roles and who may do what where, as /etc/pve/user.cfg holds them. */
import { slice } from "../store/slice.ts";

export interface User {
  readonly userid: string;
  readonly enable: boolean;
  /** Seconds since 1970; 0 for never. */
  readonly expire: number;
  readonly comment?: string;
  readonly email?: string;
  readonly firstname?: string;
  readonly lastname?: string;
  readonly keys?: string;
}

/** What /etc/shadow holds of a realm `pam`'s user and Proxmox's own shadow.cfg of a realm `pve`'s; without one, nobody can log in by that name. */
export interface Account {
  readonly userid: string;
  /** In plain: a simulator's state folder is readable by its owner alone, and its ready file names the root password. */
  readonly password?: string;
  /** Of realm `pam`: keys that may log in over SSH, each a line as in authorized_keys. */
  readonly publicKeys?: readonly string[];
  /** Of realm `pam`: what it may run as root without a password (ssh/users.ts). */
  readonly sudo?: readonly string[];
}

export interface Token {
  /** `root@pam!name` */
  readonly id: string;
  readonly userid: string;
  readonly tokenid: string;
  readonly secret: string;
  /** Whether it has only what is granted to the token itself, never more than its user. */
  readonly privsep: boolean;
  readonly expire: number;
  readonly comment?: string;
}

export interface Group {
  readonly groupid: string;
  readonly comment?: string;
  readonly members: readonly string[];
}

export interface Role {
  readonly roleid: string;
  readonly privileges: readonly string[];
}

/** One line of the access control list. */
export interface Grant {
  readonly path: string;
  readonly kind: "user" | "group" | "token";
  /** User, group or token id. */
  readonly to: string;
  readonly roleid: string;
  readonly propagate: boolean;
}

export const users = slice<User>("users");
export const accounts = slice<Account>("accounts");
export const tokens = slice<Token, "user">("tokens", { user: (token) => token.userid });
export const groups = slice<Group, "member">("groups", { member: (group) => group.members });
/** Roles that people made; the built-in ones are in permission/privileges.ts. */
export const roles = slice<Role>("roles");
export const grants = slice<Grant, "path" | "to" | "role">("grants", {
  path: (grant) => grant.path,
  to: (grant) => `${grant.kind}:${grant.to}`,
  role: (grant) => grant.roleid,
});

/** A realm as /etc/pve/domains.cfg defines it; `pam` and `pve` are there without being stored. */
export interface Realm {
  readonly realm: string;
  readonly type: RealmType;
  /** The options of its type, as Proxmox's schema names them; numbers where it says integer or boolean. */
  readonly options: Readonly<Record<string, string | number>>;
  /** With which it binds to its directory; never told again. */
  readonly password?: string;
}

export type RealmType = "ad" | "ldap" | "openid" | "pam" | "pve";

export const realms = slice<Realm>("realms");

/** Key of a grant in its table. */
export const grantKey = ({ path, kind, to, roleid }: Omit<Grant, "propagate">): string =>
  `${path} ${kind} ${to} ${roleid}`;
