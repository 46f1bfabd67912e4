/** Every life there is. A new one is a small file, or a few lines in one, and a line here. */
import type { Life } from "../life.ts";
import { group, groupGrant, role, token, tokenGrant, user, userGrant } from "./access.ts";
import { acmePlugin } from "./acme.ts";
import { repository, standardRepository } from "./apt.ts";
import { backupJob } from "./backup-job.ts";
import { certificate } from "./certificate.ts";
import { clusterOptions } from "./cluster-options.ts";
import { clonedContainer, container, mediaContainer } from "./container.ts";
import { zfsPool } from "./disk-zfs.ts";
import { downloadFile, isoFile, osTemplateFile, snippetFile } from "./files.ts";
import {
  clusterAlias,
  clusterFirewall,
  clusterRules,
  clusterSet,
  containerOptions,
  containerRules,
  containerSet,
  guestAlias,
  machineOptions,
  machineRules,
  nodeFirewall,
  nodeRules,
  securityGroup,
} from "./firewall.ts";
import { haResource, haRule } from "./ha.ts";
import { dirMapping, pciMapping, usbMapping } from "./hardware-mapping.ts";
import { bareMachine, clonedMachine } from "./machine.ts";
import { graphiteServer, influxServer } from "./metrics-server.ts";
import { linuxBond, linuxBridge, linuxVlan } from "./network.ts";
import { newerCopy, newerMachine } from "./newer-machine.ts";
import { dns, hosts, nodeConfig, time } from "./node.ts";
import { ociImage } from "./oci-image.ts";
import { guestInPool, nestedPool, pool, storageInPool } from "./pool.ts";
import { ldapRealm, openidRealm, realmSync } from "./realm.ts";
import { replication } from "./replication.ts";
import { applier } from "./sdn-applier.ts";
import { openFabric, openFabricNode, ospfFabric, ospfNode } from "./sdn-fabrics.ts";
import { evpnController, evpnZone, network, qinqZone, simpleZone, subnet, vlanZone, vxlanZone } from "./sdn-zones.ts";
import {
  storageCifs,
  storageDirectory,
  storageLvm,
  storageLvmthin,
  storageNfs,
  storagePbs,
  storageZfspool,
} from "./storage.ts";

export const lives: readonly Life[] = [
  ...[clonedMachine, bareMachine, newerMachine, newerCopy],
  ...[container, mediaContainer, clonedContainer],
  backupJob,
  pciMapping,
  usbMapping,
  dirMapping,
  linuxBridge,
  linuxVlan,
  linuxBond,
  clusterOptions,
  influxServer,
  graphiteServer,
  replication,
  dns,
  hosts,
  time,
  nodeConfig,
  standardRepository,
  repository,
  certificate,
  zfsPool,
  haResource,
  haRule,
  ...[pool, nestedPool, guestInPool, storageInPool],
  ...[group, role, user, token, groupGrant, userGrant, tokenGrant],
  ...[ldapRealm, realmSync, openidRealm],
  ...[storageDirectory, storageNfs, storageCifs, storagePbs, storageZfspool, storageLvm, storageLvmthin],
  ...[simpleZone, vlanZone, qinqZone, vxlanZone, evpnController, evpnZone, network, subnet],
  ...[openFabric, ospfFabric, openFabricNode, ospfNode, applier],
  ...[isoFile, osTemplateFile, snippetFile, downloadFile, ociImage],
  acmePlugin,
  ...[clusterFirewall, securityGroup, clusterAlias, clusterSet, clusterRules],
  ...[nodeFirewall, nodeRules],
  ...[guestAlias, machineOptions, machineRules, containerSet, containerOptions, containerRules],
];
