#!/usr/bin/env bash
# Runs once the packages are in: switches on the network, and takes away what would make two clones alike.
set -euo pipefail
root=$1

chroot "$root" systemctl --quiet enable systemd-networkd systemd-resolved
# Nothing fetches packages by itself in a machine that lives for minutes.
chroot "$root" systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer dpkg-db-backup.timer
rm -f "$root"/etc/hostname "$root"/etc/ssh/ssh_host_*
: >"$root/etc/machine-id"
rm -rf "$root"/var/lib/dbus/machine-id "$root"/var/lib/systemd/random-seed "$root"/var/lib/cloud
# shellcheck disable=SC2016 # the fields are dpkg-query's, not the shell's
chroot "$root" dpkg-query --show --showformat '${Package} ${Version} ${Architecture}\n' >"$root/boot/packages.txt"
