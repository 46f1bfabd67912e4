import { beforeAll, describe, expect, test } from "@jest/globals";
import { Acl } from "../../providers/proxmox/acl.ts";
import { BackupJob } from "../../providers/proxmox/backup-job.ts";
import { LinuxContainer } from "../../providers/proxmox/container.ts";
import { DownloadFile } from "../../providers/proxmox/download-file.ts";
import { File } from "../../providers/proxmox/file.ts";
import { NodeDns, NodeHosts, NodeTime } from "../../providers/proxmox/node-settings.ts";
import { Pool } from "../../providers/proxmox/pool.ts";
import { PoolMembership } from "../../providers/proxmox/pool-membership.ts";
import { providerTable } from "../../providers/proxmox/provider.ts";
import { Role } from "../../providers/proxmox/role.ts";
import { DirectoryStorage, ThinStorage, ZfsStorage } from "../../providers/proxmox/storage.ts";
import { User } from "../../providers/proxmox/user.ts";
import { UserToken } from "../../providers/proxmox/user-token.ts";
import { VirtualMachine } from "../../providers/proxmox/virtual-machine.ts";
import { blocks, bool, number, optional, required, string } from "../../providers/schema.ts";
import { toolchainTimeout } from "../tofu.ts";
import { differences, type SchemaBlock } from "./differences.ts";
import { type ProviderSchema, readSchema } from "./provider-schema.ts";

describe("the bindings say what the real provider says", () => {
  let schema: ProviderSchema;
  beforeAll(async () => {
    schema = await readSchema();
  }, toolchainTimeout);

  test("the provider itself", () => {
    expect(differences(providerTable, schema.provider.block)).toEqual([]);
  });

  test.each([
    VirtualMachine.binding,
    LinuxContainer.binding,
    PoolMembership.binding,
    File.binding,
    DownloadFile.binding,
    Pool.binding,
    DirectoryStorage.binding,
    ZfsStorage.binding,
    ThinStorage.binding,
    BackupJob.binding,
    NodeDns.binding,
    NodeHosts.binding,
    NodeTime.binding,
    Role.binding,
    User.binding,
    Acl.binding,
    UserToken.binding,
  ])("$type", ({ type, table }) => {
    expect(differences(table, schema.resource_schemas[type]?.block ?? {})).toEqual([]);
  });
});

test("a binding that says other is told where", () => {
  const table = {
    nodeName: required(number),
    onBoot: required(bool),
    vmID: optional(number),
    disk: blocks({}),
    clone: blocks({ retries: optional(number) }),
    cdrom: optional(string),
  } as const;
  const schema: SchemaBlock = {
    attributes: {
      node_name: { type: "string", required: true },
      on_boot: { type: "bool", optional: true, computed: true },
    },
    block_types: {
      disk: { nesting_mode: "set", block: {} },
      clone: {
        nesting_mode: "list",
        max_items: 1,
        block: { attributes: { vm_id: { type: "number", required: true } } },
      },
    },
  };
  expect(differences(table, schema)).toEqual([
    'node_name: type is "string", not "number"',
    "on_boot: required is false, not true",
    "on_boot: optional is true, not false",
    "on_boot: computed is true, not false",
    "vm_i_d: the provider has no such attribute",
    "disk: nesting is set, not list",
    "clone: at most 1",
    "clone.retries: the provider has no such attribute",
    "clone.vm_id: the provider requires it",
    "cdrom: the provider has no such attribute",
  ]);
});
