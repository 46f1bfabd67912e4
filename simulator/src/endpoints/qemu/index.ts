import { machineSnapshots } from "../../qemu/snapshots.ts";
import { guestConsoles } from "../guests/console.ts";
import { guestHistory } from "../guests/history.ts";
import { snapshotEndpoints } from "../guests/snapshots.ts";
import { agentFamily } from "./agent-family.ts";
import { clone } from "./clone.ts";
import { dump, regenerate, waiting } from "./cloud-init.ts";
import { readConfig, setConfig, setConfigAsTask } from "./config.ts";
import { create } from "./create.ts";
import { destroy } from "./destroy.ts";
import { index, statusIndex } from "./directory.ts";
import { sendKey } from "./keyboard.ts";
import { migrate } from "./migrate.ts";
import { conditions } from "./migration-conditions.ts";
import { monitor } from "./monitor.ts";
import { moveDisk } from "./move-disk.ts";
import { pending } from "./pending.ts";
import { reboot, reset, shutdown, start, stop } from "./power.ts";
import { resize } from "./resize.ts";
import { feature, list, readStatus } from "./status.ts";
import { resume, suspend } from "./suspend.ts";
import { template } from "./template.ts";
import { unlink } from "./unlink.ts";

export const qemu = [
  ...[list, create, destroy, clone, template, migrate, conditions],
  ...[readConfig, setConfig, setConfigAsTask, pending, regenerate, waiting, dump, resize, moveDisk, unlink],
  ...[readStatus, start, stop, shutdown, reboot, reset, suspend, resume],
  ...[index, statusIndex],
  ...agentFamily,
  ...[feature, guestHistory("qemu"), sendKey, monitor, ...guestConsoles("qemu")],
  ...snapshotEndpoints(machineSnapshots),
];
