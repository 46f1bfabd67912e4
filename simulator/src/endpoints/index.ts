/** Every endpoint there is, by family. A new family is a folder and one line here. */
import type { Endpoint } from "../kernel/endpoint.ts";
import { access } from "./access/index.ts";
import { acme } from "./acme/index.ts";
import { apt } from "./apt/index.ts";
import { backup } from "./backup/index.ts";
import { certificateEndpoints } from "./certificates/index.ts";
import { clusterEndpoints } from "./cluster/index.ts";
import { directory } from "./directory.ts";
import { disks } from "./disks/index.ts";
import { downloads } from "./downloads/index.ts";
import { firewall } from "./firewall/index.ts";
import { ha } from "./ha/index.ts";
import { hardware } from "./hardware/index.ts";
import { host } from "./host/index.ts";
import { lxc } from "./lxc/index.ts";
import { mapping } from "./mapping/index.ts";
import { metrics } from "./metrics/index.ts";
import { network } from "./network/index.ts";
import { nodeEndpoints } from "./nodes/index.ts";
import { notifications } from "./notifications/index.ts";
import { poolEndpoints } from "./pools/index.ts";
import { qemu } from "./qemu/index.ts";
import { replicationEndpoints } from "./replication/index.ts";
import { sdn } from "./sdn/index.ts";
import { serviceEndpoints } from "./services/services.ts";
import { storage } from "./storage/index.ts";
import { taskEndpoints } from "./tasks/index.ts";
import { version } from "./version.ts";
import { vzdumpEndpoints } from "./vzdump/index.ts";

export const endpoints: readonly Endpoint[] = [
  directory,
  version,
  ...access,
  ...acme,
  ...apt,
  ...backup,
  ...certificateEndpoints,
  ...clusterEndpoints,
  ...disks,
  ...downloads,
  ...firewall,
  ...ha,
  ...hardware,
  ...host,
  ...lxc,
  ...mapping,
  ...metrics,
  ...network,
  ...nodeEndpoints,
  ...notifications,
  ...poolEndpoints,
  ...qemu,
  ...replicationEndpoints,
  ...sdn,
  ...serviceEndpoints,
  ...storage,
  ...taskEndpoints,
  ...vzdumpEndpoints,
];
