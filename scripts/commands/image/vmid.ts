import { InvalidArgumentError } from "commander";

/** Reads the value of `--id`. */
export function vmid(text: string): number {
  if (/^[1-9]\d{2,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a number in Proxmox is 100 to 999999999");
}
