import { containerSnapshots } from "../../lxc/snapshots.ts";
import { guestConsoles } from "../guests/console.ts";
import { guestHistory } from "../guests/history.ts";
import { snapshotEndpoints } from "../guests/snapshots.ts";
import { clone } from "./clone.ts";
import { pending, readConfig, setConfig } from "./config.ts";
import { create } from "./create.ts";
import { destroy } from "./destroy.ts";
import { conditions, migrate } from "./migrate.ts";
import { moveVolume } from "./move-volume.ts";
import { reboot, resume, shutdown, start, stop, suspend } from "./power.ts";
import { resize } from "./resize.ts";
import { feature, index, interfaces, list, readStatus, statusIndex } from "./status.ts";
import { template } from "./template.ts";

export const lxc = [
  ...[list, create, destroy, clone, template, migrate, conditions, index],
  ...[readConfig, setConfig, pending, resize, moveVolume, feature, interfaces, guestHistory("lxc")],
  ...[statusIndex, readStatus, start, stop, shutdown, reboot, suspend, resume],
  ...guestConsoles("lxc"),
  ...snapshotEndpoints(containerSnapshots),
];
