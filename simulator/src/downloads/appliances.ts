/** OS templates that Proxmox offers, a few of them. Source: aplinfo.dat of pve-manager. Sizes are those of their kind. */

export interface Appliance {
  readonly template: string;
  readonly package: string;
  readonly version: string;
  readonly os: string;
  readonly headline: string;
  readonly description: string;
  /** Bytes. */
  readonly size: number;
}

const mib = 1024 ** 2;

function standard(distribution: string, version: string, headline: string, size: number): Appliance {
  return {
    template: `${distribution}-standard_${version}_amd64.tar.zst`,
    package: `${distribution}-standard`,
    version,
    os: distribution,
    headline: `${headline} (standard)`,
    description: `A small ${headline} system including all standard packages.`,
    size: size * mib,
  };
}

function plain(distribution: string, release: string, version: string, size: number): Appliance {
  const name = `${distribution}-${release}-default`;
  return {
    template: `${name}_${version}_amd64.tar.xz`,
    package: name,
    version,
    os: distribution,
    headline: `LXC default image for ${distribution} ${release} (${version})`,
    description: "",
    size: size * mib,
  };
}

export const appliances: readonly Appliance[] = [
  standard("debian-12", "12.12-1", "Debian 12 Bookworm", 120),
  standard("debian-13", "13.1-2", "Debian 13 Trixie", 124),
  standard("ubuntu-22.04", "22.04-1", "Ubuntu 22.04 Jammy", 123),
  standard("ubuntu-24.04", "24.04-2", "Ubuntu 24.04 Noble", 135),
  plain("almalinux", "9", "20240911", 95),
  plain("almalinux", "10", "20250930", 100),
  plain("alpine", "3.22", "20250617", 3),
  plain("rockylinux", "9", "20240912", 102),
];

/** A mirror of no real network. */
const mirror = "http://proxmox.mirror.example/images";

/** As the API shows one. */
export const shownAppliance = ({ size: _, ...appliance }: Appliance) => ({
  ...appliance,
  type: "lxc",
  section: "system",
  maintainer: "Proxmox Support Team <support@proxmox.com>",
  architecture: "amd64",
  infopage: "https://linuxcontainers.org",
  source: mirror,
  location: `${mirror}/system/${appliance.template}`,
});
