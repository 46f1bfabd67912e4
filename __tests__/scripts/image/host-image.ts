/** An image that an installer makes, as its `image.yaml` describes it. @param installer where it is, and its SHA-256 */
export function installedImage(
  installer = { url: "https://images.example/boot-9.iso", sha256: "ab".repeat(32) },
): string {
  return `os: { name: alma, version: "9" }
arch: amd64
firmware: bios
machine: q35
cpu: x86-64-v2
disk: 2GiB
base:
  url: ${installer.url}
  sha256: ${installer.sha256}
  version: "9"
kickstart: { file: http/ks.cfg }
builders: [qemu, proxmox-iso]
provisioners: [shared/cleanup.sh]
guarantees: [agent, cloud-init, python, sudo]
`;
}

/** Answers of its installer; nobody reads them here. */
export const kickstart = `text
rootpw --lock
sshkey --username=root "@BUILD_KEY@"
`;
