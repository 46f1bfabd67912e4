import { applySdn, dryRunSdn, fabricsDirectory, lockSdn, rollbackSdn, sdnDirectory, unlockSdn } from "./apply.ts";
import { controllers } from "./controllers.ts";
import { dns } from "./dns.ts";
import * as fabricNodes from "./fabric-nodes.ts";
import { createFabric, deleteFabric, listFabrics, readFabric, updateFabric } from "./fabrics.ts";
import { ipams } from "./ipams.ts";
import { createIp, deleteIp, updateIp } from "./ips.ts";
import * as node from "./node.ts";
import { createSubnet, deleteSubnet, listSubnets, readSubnet, updateSubnet } from "./subnets.ts";
import { createVnet, deleteVnet, listVnets, readVnet, updateVnet } from "./vnets.ts";
import { zones } from "./zones.ts";

const { nodeFabricStates, ...nodeEndpoints } = node;

export const sdn = [
  ...[sdnDirectory, applySdn, lockSdn, unlockSdn, rollbackSdn, dryRunSdn],
  ...zones,
  ...[listVnets, readVnet, createVnet, updateVnet, deleteVnet],
  ...[listSubnets, readSubnet, createSubnet, updateSubnet, deleteSubnet],
  ...[createIp, updateIp, deleteIp],
  ...controllers,
  ...ipams,
  ...dns,
  ...[fabricsDirectory, listFabrics, readFabric, createFabric, updateFabric, deleteFabric],
  ...Object.values(fabricNodes),
  ...Object.values(nodeEndpoints),
  ...nodeFabricStates,
];
