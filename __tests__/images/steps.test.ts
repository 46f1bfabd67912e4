import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, describe, expect } from "@jest/globals";
import { checkout } from "../model/packer/images.ts";
import { testNeeding } from "../needs.ts";
import { BareSystem, mayChangeRoot } from "./bare-system.ts";

const testInside = testNeeding("root, to run a step in a system of its own", mayChangeRoot);
const shared = (name: string) => join(checkout, "images/shared", name);
const alma = (name: string) => join(checkout, "images/alma9-k3s-optimized/scripts", name);

let system: BareSystem;
afterEach(() => system?.remove());

describe("updates.sh", () => {
  testInside("brings a system of packages of either kind up to date, as often as it runs", () => {
    system = new BareSystem("dnf");
    for (let time = 0; time < 2; time += 1) expect(system.run(shared("updates.sh"))).toEqual({ exit: 0, said: "" });
    expect(system.calls()).toEqual(["dnf --assumeyes upgrade", "dnf --assumeyes upgrade"]);
    system.remove();
    system = new BareSystem("apt-get");
    expect(system.run(shared("updates.sh")).exit).toBe(0);
    expect(system.calls()).toEqual([
      "apt-get update",
      "apt-get --assume-yes --option Dpkg::Options::=--force-confold dist-upgrade",
    ]);
  });

  testInside("says so where it knows no way", () => {
    system = new BareSystem("none");
    expect(system.run(shared("updates.sh"))).toEqual({
      exit: 1,
      said: "updates.sh: neither dnf nor apt-get is here; this system is not known",
    });
  });
});

describe("guest-agent.sh", () => {
  testInside("enables an agent that is not, and leaves one alone that udev starts", () => {
    system = new BareSystem("dnf");
    expect(system.run(shared("guest-agent.sh")).exit).toBe(0);
    expect(system.calls()).toEqual([
      "dnf --assumeyes install qemu-guest-agent cloud-init python3 sudo",
      "systemctl is-enabled qemu-guest-agent.service",
      "systemctl enable qemu-guest-agent.service",
    ]);
    system.write("/units/qemu-guest-agent.service.enabled", "static\n");
    expect(system.run(shared("guest-agent.sh")).exit).toBe(0);
    expect(system.calls().at(-1)).toBe("systemctl is-enabled qemu-guest-agent.service");
  });
});

describe("k3s.sh", () => {
  const version = "v1.35.6+k3s1";
  const program = `#!/usr/bin/bash\necho "k3s version ${version} (5ab8bd3b)"\n`;
  const installer = `#!/bin/sh\nenv | grep -E "^(INSTALL_K3S|K3S|CONTAINERD)_" >/installed-with\ncat >/etc/k3s.unit </dev/null\nsystemctl enable k3s.service\n`;
  const pinned = {
    IMAGE_K3S_VERSION: version,
    IMAGE_K3S_SHA256: sha256(program),
    IMAGE_K3S_INSTALLER: sha256(installer),
  };

  function withDownloads(change: Readonly<Record<string, string>> = {}): BareSystem {
    const made = new BareSystem("dnf");
    for (const [name, text] of Object.entries({ k3s: program, "install.sh": installer, ...change }))
      made.write(`/downloads/${name}`, text);
    return made;
  }

  testInside("installs one version, checked, enabled and never started; twice makes no difference", () => {
    system = withDownloads();
    for (let time = 0; time < 2; time += 1) expect(system.run(alma("k3s.sh"), pinned)).toEqual({ exit: 0, said: "" });
    expect(system.read("/usr/local/bin/k3s")).toBe(program);
    expect(system.read("/units/k3s.service.enabled")).toBe("enabled\n");
    expect(system.read("/installed-with")?.split("\n").filter(Boolean).sort()).toEqual([
      "INSTALL_K3S_EXEC=server",
      "INSTALL_K3S_SKIP_DOWNLOAD=binary",
      "INSTALL_K3S_SKIP_START=true",
    ]);
    expect(system.read("/etc/rancher/k3s/config.yaml")).toMatch(/^disable:\n {2}- traefik\n/m);
    expect(system.read("/tmp/install.sh")).toBeUndefined();
    expect(
      system
        .calls()
        .filter((call) => call.startsWith("curl"))
        .map((call) => call.split(" ").at(-1))
        .slice(0, 2),
    ).toEqual([
      "https://github.com/k3s-io/k3s/releases/download/v1.35.6%2Bk3s1/k3s",
      "https://raw.githubusercontent.com/k3s-io/k3s/v1.35.6%2Bk3s1/install.sh",
    ]);
  });

  testInside("never runs what has another checksum", () => {
    system = withDownloads({ "install.sh": `${installer}touch /owned\n` });
    const { exit, said } = system.run(alma("k3s.sh"), pinned);
    expect([exit, said]).toEqual([
      1,
      "k3s.sh: https://raw.githubusercontent.com/k3s-io/k3s/v1.35.6%2Bk3s1/install.sh has another checksum than image.yaml says; compare it with the release before you change either",
    ]);
    expect([system.read("/owned"), system.read("/usr/local/bin/k3s")]).toEqual([undefined, undefined]);
  });

  testInside("never takes a placeholder for a checksum", () => {
    system = withDownloads();
    expect(system.run(alma("k3s.sh"), { ...pinned, IMAGE_K3S_SHA256: "CHANGEME" })).toMatchObject({ exit: 1 });
    expect(system.read("/usr/local/bin/k3s")).toBeUndefined();
  });

  testInside("tells a version that is not the one that was asked for", () => {
    const other = program.replace("v1.35.6", "v1.35.5");
    system = withDownloads({ k3s: other });
    expect(system.run(alma("k3s.sh"), { ...pinned, IMAGE_K3S_SHA256: sha256(other) })).toEqual({
      exit: 1,
      said: 'k3s.sh: the program says "k3s version v1.35.5+k3s1 (5ab8bd3b)" where v1.35.6+k3s1 was asked for',
    });
  });

  testInside("refuses an image in which k3s was started, or would not start by itself", () => {
    const eager = `${installer}touch /units/k3s.service.active\n`;
    system = withDownloads({ "install.sh": eager });
    expect(system.run(alma("k3s.sh"), { ...pinned, IMAGE_K3S_INSTALLER: sha256(eager) })).toEqual({
      exit: 1,
      said: "k3s.sh: k3s was started, so the image has an identity; build it again",
    });
    system.remove();
    const lazy = "#!/bin/sh\n";
    system = withDownloads({ "install.sh": lazy });
    expect(system.run(alma("k3s.sh"), { ...pinned, IMAGE_K3S_INSTALLER: sha256(lazy) })).toEqual({
      exit: 1,
      said: "k3s.sh: k3s.service is not enabled, so a clone would not start it",
    });
  });

  testInside("needs all three of its variables, and a network", () => {
    system = withDownloads();
    expect(system.run(alma("k3s.sh"), { IMAGE_K3S_VERSION: version }).said).toContain("IMAGE_K3S_SHA256: is not set");
    system.remove();
    system = new BareSystem("dnf");
    expect(system.run(alma("k3s.sh"), pinned)).toEqual({ exit: 22, said: "curl: (22) 404" });
  });
});

describe("cleanup.sh", () => {
  const traces = [
    "/var/lib/dbus/machine-id",
    "/etc/hostname",
    "/etc/ssh/ssh_host_ed25519_key",
    "/etc/ssh/ssh_host_ed25519_key.pub",
    "/var/lib/rancher/k3s/server/token",
    "/etc/rancher/node/password",
    "/var/lib/dhcp/dhclient.leases",
    "/var/lib/NetworkManager/internal-eth0.lease",
    "/etc/udev/rules.d/70-persistent-net.rules",
    "/etc/netplan/50-cloud-init.yaml",
    "/etc/sysconfig/network-scripts/ifcfg-eth0",
    "/var/lib/cloud/instances/build/user-data.txt",
    "/etc/cloud/cloud.cfg.d/90-installer-network.cfg",
    "/var/log/journal/abc/system.journal",
    "/tmp/left",
    "/root/anaconda-ks.cfg",
    "/root/.bash_history",
    "/root/.ssh/authorized_keys",
  ];
  const kept = [
    "/etc/ssh/sshd_config",
    "/etc/rancher/k3s/config.yaml",
    "/usr/local/bin/k3s",
    "/etc/docker/daemon.json",
  ];

  function lived(): BareSystem {
    const made = new BareSystem("dnf");
    for (const path of [...traces, ...kept]) made.write(path, "something\n");
    made.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    made.write("/var/log/messages", "a line\n");
    return made;
  }

  testInside(
    "leaves no identity, no key and no lease, and what the image is for as it was; twice makes no difference",
    () => {
      system = lived();
      for (let time = 0; time < 2; time += 1) {
        expect(system.run(shared("cleanup.sh")).exit).toBe(0);
        expect(traces.filter((path) => system.read(path) !== undefined)).toEqual([]);
        expect(kept.filter((path) => system.read(path) === undefined)).toEqual([]);
        expect([system.read("/etc/machine-id"), system.read("/var/log/messages")]).toEqual(["", ""]);
      }
      expect(system.calls()).toContain("passwd --lock root");
    },
  );

  testInside("refuses an image in which k3s runs", () => {
    system = lived();
    system.write("/units/k3s.service.active", "");
    expect(system.run(shared("cleanup.sh"))).toEqual({
      exit: 1,
      said: "cleanup.sh: k3s.service runs, but must never have run in an image",
    });
    expect(system.read("/etc/ssh/ssh_host_ed25519_key")).toBeDefined();
  });
});

describe("openscap.sh", () => {
  testInside("goes on where rules remain unmet, and stops where the scanner failed", () => {
    system = new BareSystem("dnf");
    system.write("/oscap-says", "2");
    expect(system.run(alma("openscap.sh"))).toEqual({ exit: 0, said: "" });
    expect(system.calls().at(-1)).toMatch(/^oscap xccdf eval --remediate --profile \S+ --report \S+ \S+-ds\.xml$/);
    system.write("/oscap-says", "1");
    expect(system.run(alma("openscap.sh"))).toEqual({
      exit: 1,
      said: "openscap.sh: oscap failed (1); see its lines above",
    });
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
