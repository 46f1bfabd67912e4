#!/usr/bin/env bash
# Runs once the packages are in: switches on the network, and takes away what would make two clones alike.
set -euo pipefail
root=$1

chroot "$root" systemctl --quiet enable systemd-networkd systemd-resolved
# Nothing fetches packages or looks after volumes by itself in a machine that lives for minutes.
chroot "$root" systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service dpkg-db-backup.timer
# What cloud-init would do in this stage it does in another one (90-clone.cfg).
chroot "$root" systemctl --quiet mask cloud-config.service
rm -f "$root"/etc/hostname "$root"/etc/ssh/ssh_host_*
: >"$root/etc/machine-id"
rm -rf "$root"/var/lib/dbus/machine-id "$root"/var/lib/systemd/random-seed "$root"/var/lib/cloud
# shellcheck disable=SC2016 # the fields are dpkg-query's, not the shell's
chroot "$root" dpkg-query --show --showformat '${Package} ${Version} ${Architecture}\n' >"$root/boot/packages.txt"
