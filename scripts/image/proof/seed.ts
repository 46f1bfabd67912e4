import { isoImage } from "../../../simulator/src/index.ts";

/** Who the clone is to become. */
export interface CloneIdentity {
  readonly name: string;
  readonly user: string;
  /** One `ssh-ed25519 …` line. */
  readonly publicKey: string;
  readonly mac: string;
  readonly address: string;
  readonly prefix: number;
}

/** The drive that cloud-init reads at a first boot (cloud-init, "NoCloud"), as ISO 9660. */
export function seedDrive({ name, user, publicKey, mac, address, prefix }: CloneIdentity): Buffer {
  const userData = {
    hostname: name,
    ssh_pwauth: false,
    users: [{ name: user, shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL", ssh_authorized_keys: [publicKey] }],
  };
  const networkConfig = {
    version: 1,
    config: [
      {
        type: "physical",
        name: "eth0",
        mac_address: mac.toLowerCase(),
        subnets: [{ type: "static", address: `${address}/${prefix}` }],
      },
    ],
  };
  // JSON is YAML.
  const texts = {
    "user-data": `#cloud-config\n${JSON.stringify(userData)}\n`,
    "meta-data": `${JSON.stringify({ "instance-id": name, "local-hostname": name })}\n`,
    "network-config": `${JSON.stringify(networkConfig)}\n`,
  };
  const files = new Map(Object.entries(texts).map(([file, text]) => [file, Buffer.from(text)]));
  return isoImage({ label: "cidata", time: new Date(0), files });
}
