import { beforeAll, expect, test } from "@jest/globals";
import { keptByAdopted } from "../../constructs/adopted.ts";
import type { SchemaBlock } from "../providers/differences.ts";
import { readSchema } from "../providers/provider-schema.ts";
import { toolchainTimeout } from "../tofu.ts";

/** What a persona says of a container, as the provider calls it. */
const said = [
  ...["cpu[0].cores", "memory[0].dedicated", "memory[0].swap", "disk[0].datastore_id", "disk[0].size"],
  ...["features", "tags", "protection", "unprivileged", "start_on_boot", "startup", "node_name"],
  ...["network_interface[0].bridge", "network_interface[0].vlan_id"],
  ...["initialization[0].hostname", "initialization[0].ip_config[0].ipv4"],
];

/** Not sent in an update, or left empty by an import (`containerRead` of bpg/proxmox 0.111.1); templates are not adopted. */
const silent = [/^timeout_/, /^vm_id$/, /^wait_for_ip/, /^clone/, /^pool_id$/, /^template$/];

let attributes: string[];

beforeAll(async () => {
  const { resource_schemas: schemas } = await readSchema();
  attributes = settable(schemas.proxmox_virtual_environment_container?.block ?? {});
}, toolchainTimeout);

test("every attribute of the provider's container is said by a persona, kept, or kept from the host", () => {
  const covered = (attribute: string) =>
    [...said, ...keptByAdopted].some((path) => attribute === path || attribute.startsWith(`${path}[0].`)) ||
    silent.some((pattern) => pattern.test(attribute));
  expect(attributes.length).toBeGreaterThan(50);
  expect(attributes.filter((attribute) => !covered(attribute))).toEqual([]);
});

test("what is kept is an attribute of the provider's container", () => {
  const known = (path: string) => attributes.some((one) => one === path || one.startsWith(`${path}[0].`));
  expect(keptByAdopted.filter((path) => !known(path))).toEqual([]);
});

/** What a configuration may set, the attributes of blocks by the first of each: `cpu[0].cores`. */
function settable({ attributes: own = {}, block_types: blocks = {} }: SchemaBlock, at = ""): string[] {
  return [
    ...Object.entries(own).flatMap(([name, { required, optional }]) => (required || optional ? [at + name] : [])),
    ...Object.entries(blocks).flatMap(([name, { block }]) => settable(block, `${at}${name}[0].`)),
  ].filter((attribute) => attribute !== "id");
}
