import { hardwareKinds, listMediatedTypes, listPci, listUsb, pciMethods } from "./devices.ts";

export const hardware = [hardwareKinds, listPci, pciMethods, listMediatedTypes, listUsb];
