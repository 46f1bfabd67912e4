import { listAcl, updateAcl } from "./acl.ts";
import { verifyConsoleTicket } from "./console-ticket.ts";
import { accessDirectory, openidDirectory } from "./directory.ts";
import { syncRealm } from "./domain-sync.ts";
import { createRealm, deleteRealm, listRealms, readRealm, updateRealm } from "./domains.ts";
import { createGroup, deleteGroup, listGroups, readGroup, updateGroup } from "./groups.ts";
import { changePassword } from "./password.ts";
import { permissions } from "./permissions.ts";
import { createRole, deleteRole, listRoles, readRole, updateRole } from "./roles.ts";
import { listFactors, listUserFactors, readFactor, readFactorTypes, unlockFactors } from "./tfa.ts";
import { login, loginPage } from "./ticket.ts";
import { createToken, deleteToken, listTokens, readToken, updateToken } from "./tokens.ts";
import { createUser, deleteUser, listUsers, readUser, updateUser } from "./users.ts";

export const access = [
  ...[accessDirectory, openidDirectory, login, loginPage, verifyConsoleTicket, changePassword, permissions],
  ...[listUsers, createUser, readUser, updateUser, deleteUser],
  ...[listTokens, createToken, readToken, updateToken, deleteToken],
  ...[listGroups, createGroup, readGroup, updateGroup, deleteGroup],
  ...[listRoles, createRole, readRole, updateRole, deleteRole],
  ...[listRealms, createRealm, readRealm, updateRealm, deleteRealm, syncRealm],
  ...[listFactors, listUserFactors, readFactor, readFactorTypes, unlockFactors, listAcl, updateAcl],
];
