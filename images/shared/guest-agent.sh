#!/usr/bin/env bash
# Installs the guest agent, by which Proxmox learns a guest's addresses and brings its disks to rest for a backup, and
# what Ansible asks of a machine: Python and sudo.
set -euo pipefail

if command -v dnf >/dev/null; then
  dnf --assumeyes install qemu-guest-agent cloud-init python3 sudo
elif command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get --assume-yes --no-install-recommends install qemu-guest-agent cloud-init python3 sudo
else
  echo "guest-agent.sh: neither dnf nor apt-get is here; this system is not known" >&2
  exit 1
fi

# On Debian the unit is static: udev starts it when the machine has the agent's port, and there is nothing to enable.
case "$(systemctl is-enabled qemu-guest-agent.service || true)" in
enabled | static | indirect) ;;
*) systemctl enable qemu-guest-agent.service ;;
esac
