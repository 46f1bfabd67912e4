/** One node: its version, its load, its hardware. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { nodeUse } from "../../nodes/use.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { pveVersion } from "../version.ts";

export const nodeVersion = endpoint({
  method: "GET",
  path: "/nodes/{node}/version",
  permission: everyone,
  run: () => pveVersion,
});

export const nodeStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/status",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  run({ cluster, parameters }) {
    const node = cluster.state.table(nodes).get(parameters.node);
    if (!node) throw refusal(`no such cluster node '${parameters.node}'`);
    const use = nodeUse(cluster, node);
    return {
      uptime: cluster.clock.seconds() - node.bootedAt,
      cpu: use.cpu,
      wait: 0,
      idle: 0,
      loadavg: ["0.10", "0.08", "0.05"],
      kversion: `Linux ${node.kernel} #1 SMP PREEMPT_DYNAMIC`,
      "current-kernel": {
        sysname: "Linux",
        release: node.kernel,
        version: "#1 SMP PREEMPT_DYNAMIC",
        machine: "x86_64",
      },
      "boot-info": { mode: "efi", secureboot: 0 },
      pveversion: `pve-manager/${pveVersion.version}/${pveVersion.repoid}`,
      cpuinfo: {
        model: node.cpuModel,
        cpus: node.cores,
        cores: node.cores,
        sockets: node.sockets,
        mhz: "3600.000",
        hvm: "1",
        user_hz: 100,
        flags: "vmx aes avx avx2",
      },
      memory: {
        total: node.memory,
        used: use.memory,
        free: node.memory - use.memory,
        available: node.memory - use.memory,
      },
      swap: { total: 0, used: 0, free: 0 },
      rootfs: { total: node.rootSize, used: use.root, free: node.rootSize - use.root, avail: node.rootSize - use.root },
      ksm: { shared: 0 },
    };
  },
});
