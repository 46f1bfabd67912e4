#!/usr/bin/env bash
# The last step of every image: takes away what belongs to one machine only, and what the build left. Every clone finds
# its own identity at its first boot. Packer is logged in while this runs, and its key goes too.
set -euo pipefail

# Services that would write again what is removed here.
for unit in k3s.service k3s-agent.service; do
  if systemctl is-active --quiet "$unit"; then
    echo "cleanup.sh: $unit runs, but must never have run in an image" >&2
    exit 1
  fi
done
# As it ends, this one saves a seed that all clones would begin with; the journal would go on where it was.
systemctl stop systemd-random-seed.service || true
journalctl --relinquish-var || true

# The machine: systemd writes a new id where the file is empty, and sshd makes the keys that are missing.
truncate --size 0 /etc/machine-id
rm -f /var/lib/dbus/machine-id /etc/hostname /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
rm -f /etc/ssh/ssh_host_*

# k3s: data, the node's password, certificates and the token of a server.
rm -rf /var/lib/rancher/k3s /etc/rancher/node /var/lib/kubelet

# The network: leases, and interfaces bound to the build machine's address.
rm -rf /var/lib/dhcp/* /var/lib/dhclient/* /var/lib/NetworkManager/* /run/systemd/netif/leases/*
rm -f /etc/udev/rules.d/70-persistent-net.rules /etc/NetworkManager/system-connections/*.nmconnection
rm -f /etc/netplan/50-cloud-init.yaml /etc/network/interfaces.d/50-cloud-init
rm -f /etc/systemd/network/10-cloud-init-*.network /etc/sysconfig/network-scripts/ifcfg-*

# cloud-init: a clone is a new instance, and reads the drive that Proxmox gives it. What the build said to it goes.
if command -v cloud-init >/dev/null; then
  cloud-init clean --logs --seed
fi
rm -f /etc/cloud/cloud.cfg.d/90-installer-network.cfg /etc/cloud/cloud.cfg.d/99-installer.cfg

# What makes an image larger and no clone needs.
if command -v dnf >/dev/null; then
  dnf clean all
  rm -rf /var/cache/dnf/*
elif command -v apt-get >/dev/null; then
  apt-get clean
  rm -rf /var/lib/apt/lists/*
fi
find /var/log -type f -exec truncate --size 0 {} +
rm -rf /var/log/journal/* /tmp/* /var/tmp/* /root/anaconda-ks.cfg /root/original-ks.cfg /var/log/anaconda
rm -f /root/.bash_history /root/.wget-hsts

# Nobody gets in but whom cloud-init lets in: no password is set, and the key of the build goes last.
passwd --lock root >/dev/null
rm -rf /root/.ssh

# Blocks that are free read as zeros, so that the disk compresses; a storage without discard does not mind.
fstrim --all || true
sync
