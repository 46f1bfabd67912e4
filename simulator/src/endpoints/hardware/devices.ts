/** What is plugged into a node. */
import type { Cluster } from "../../cluster.ts";
import { pciDevices, usbDevices } from "../../hardware/devices.ts";
import { shownPci, shownUsb } from "../../hardware/shown.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { mappingNamed, mapsOf } from "../../mapping/mapping.ts";
import { anyOf, everyone, must, privileged } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";

const deviceOrMapping = string({
  pattern: "(?:(?:[0-9a-fA-F]{4}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-9a-fA-F])|([a-zA-Z][a-zA-Z0-9_-]+)",
});

export const hardwareKinds = endpoint({
  method: "GET",
  path: "/nodes/{node}/hardware",
  permission: everyone,
  run: () => [{ type: "pci" }, { type: "usb" }],
});

export const listPci = endpoint({
  method: "GET",
  path: "/nodes/{node}/hardware/pci",
  permission: must(anyOf("/", "Sys.Audit", "Sys.Modify")),
  parameters: {
    /** Memory controllers, bridges and processors are left out unless asked for. */
    "pci-class-blacklist": optional(formatted("string-list"), "05;06;0b"),
    verbose: optional(boolean(), true),
  },
  run({ cluster, parameters }) {
    const hidden = splitList(parameters["pci-class-blacklist"]);
    return cluster.state
      .table(pciDevices)
      .by("node", parameters.node)
      .filter((device) => !hidden.some((prefix) => device.class.startsWith(`0x${prefix}`)))
      .map((device) => shownPci(device, parameters.verbose));
  },
});

export const pciMethods = endpoint({
  method: "GET",
  path: "/nodes/{node}/hardware/pci/{pci-id-or-mapping}",
  permission: everyone,
  parameters: { "pci-id-or-mapping": deviceOrMapping },
  run: () => [{ method: "mdev" }],
});

export const listMediatedTypes = endpoint({
  method: "GET",
  path: "/nodes/{node}/hardware/pci/{pci-id-or-mapping}/mdev",
  permission: must(anyOf("/", "Sys.Audit", "Sys.Modify")),
  parameters: { "pci-id-or-mapping": deviceOrMapping },
  run({ cluster, parameters }) {
    const named = parameters["pci-id-or-mapping"];
    const splits = devicesMeant(cluster, parameters.node, named).some(({ mdev }) => mdev);
    return splits ? mediatedTypes : [];
  },
});

/** Of a simulated graphics card that can be split. */
const mediatedTypes = [
  { type: "i915-GVTg_V5_4", name: "GVTg_V5_4", available: 2, description: "low_gm_size: 128MB" },
  { type: "i915-GVTg_V5_8", name: "GVTg_V5_8", available: 4, description: "low_gm_size: 64MB" },
];

function devicesMeant(cluster: Cluster, node: string, named: string) {
  const table = cluster.state.table(pciDevices);
  if (/:/.test(named)) {
    const device = table.get(`${node} ${named.length < 12 ? `0000:${named}` : named}`);
    return device ? [device] : [];
  }
  const section = mappingNamed(cluster, "pci", named);
  if (!section) throw refusal(`mapping '${named}' not found`);
  return mapsOf("pci", section)
    .filter((map) => map.node === node && !map.path.includes(";"))
    .flatMap((map) => table.get(`${node} ${map.path}`) ?? []);
}

export const listUsb = endpoint({
  method: "GET",
  path: "/nodes/{node}/hardware/usb",
  permission: must(privileged("/", "Sys.Modify")),
  run: ({ cluster, parameters }) => cluster.state.table(usbDevices).by("node", parameters.node).map(shownUsb),
});
