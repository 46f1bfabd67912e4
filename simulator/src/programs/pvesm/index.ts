/** `pvesm`, the manager of storages. Source: PVE::CLI::pvesm. */
import type { Command } from "../../ssh/shell/system.ts";
import { splitVolid } from "../../storage/volume-name.ts";
import type { LocalApi } from "../local-api.ts";
import { program } from "../program.ts";
import type { OwnSubcommand, Subcommands } from "../subcommand.ts";
import { contentList, storageList } from "./lists.ts";
import { path } from "./path.ts";

/** What pve-storage 9.1 declares of itself; the provider asks for it to learn whether its user may use sudo. */
const apiInfo: OwnSubcommand = {
  operands: [],
  parameters: {},
  run(_, { context }) {
    context.print("APIVER 13\nAPIAGE 4\n");
    return 0;
  },
};

const storage = "/nodes/{node}/storage";

const subcommands: Subcommands = {
  add: { method: "POST", path: "/storage", operands: ["type", "storage"] },
  set: { method: "PUT", path: "/storage/{storage}", operands: ["storage"] },
  remove: { method: "DELETE", path: "/storage/{storage}", operands: ["storage"] },
  status: { method: "GET", path: storage, operands: [], show: storageList },
  list: { method: "GET", path: `${storage}/{storage}/content`, operands: ["storage"], show: contentList },
  alloc: {
    method: "POST",
    path: `${storage}/{storage}/content`,
    operands: ["storage", "vmid", "filename", "size"],
    show: (volid) => `successfully created '${volid}'\n`,
  },
  free: {
    method: "DELETE",
    path: `${storage}/{storage}/content/{volume}`,
    operands: ["volume"],
    derive: ({ storage: named, volume }) => ({ storage: String(named ?? splitVolid(String(volume))?.storage ?? "-") }),
    judges: false,
  },
  path,
  apiinfo: apiInfo,
};

export const pvesm = (api: LocalApi): Command => program("pvesm", subcommands, api);
