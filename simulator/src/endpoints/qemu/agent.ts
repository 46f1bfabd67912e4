/** What is asked of the agent inside a machine. */
import { endpoint } from "../../kernel/endpoint.ts";
import { anyOf, must } from "../../permission/rule.ts";
import { demandAgent, reportedCards } from "../../qemu/agent.ts";
import { machineOn } from "../../qemu/machine.ts";

const mayAsk = must(anyOf("/vms/{vmid}", "VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"));

export const ping = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/ping",
  permission: mayAsk,
  run({ cluster, parameters }) {
    demandAgent(cluster, machineOn(cluster, parameters));
    return { result: {} };
  },
});

export const networkInterfaces = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces",
  permission: mayAsk,
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    return {
      result: reportedCards(cluster, guest).map(({ name, mac, addresses }) => ({
        name,
        "hardware-address": mac,
        "ip-addresses": addresses.map((address) => {
          const [host = "", prefix = "0"] = address.split("/");
          return {
            "ip-address": host,
            "ip-address-type": host.includes(":") ? "ipv6" : "ipv4",
            prefix: Number(prefix),
          };
        }),
        statistics: Object.fromEntries(
          ["rx-bytes", "rx-dropped", "rx-errs", "rx-packets", "tx-bytes", "tx-dropped", "tx-errs", "tx-packets"].map(
            (key) => [key, 0],
          ),
        ),
      })),
    };
  },
});

export const hostName = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/agent/get-host-name",
  permission: mayAsk,
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    return { result: { "host-name": String(guest.config.name ?? `vm${guest.vmid}`) } };
  },
});
