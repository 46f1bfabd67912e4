/** Devices as the API lists them. Source: PVE::SysFSTools, lspci and scan_usb. */
import { filled } from "../access/user-config.ts";
import type { PciDevice, UsbDevice } from "./devices.ts";

/** @param names whether to look up vendors and models too */
export const shownPci = (device: PciDevice, names: boolean) => ({
  id: device.id,
  class: device.class,
  vendor: device.vendor,
  device: device.device,
  iommugroup: device.iommugroup,
  ...(device.mdev && { mdev: 1 }),
  ...(names &&
    filled({
      vendor_name: device.vendorName,
      device_name: device.deviceName,
      subsystem_vendor: device.subsystemVendor,
      subsystem_device: device.subsystemDevice,
    })),
});

export const shownUsb = ({ node, ...device }: UsbDevice) => device;
