#!/usr/bin/env bash
# Makes the disk that this image starts from, out of Debian's own packages: no vendor's image is downloaded, and nothing is booted.
#
#   build.sh SUITE FOLDER    leaves FOLDER/base.qcow2 and FOLDER/packages.txt
#
# The packages come from the mirror that this machine itself uses; packages.txt says which versions they were. The same packages give
# the same bytes: every time stamp is SOURCE_DATE_EPOCH, every identifier is written down here.
set -euo pipefail

suite=$1
folder=$2
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}

# A partition in bytes: what boots it, and the system.
mib=$((1024 * 1024))
boot_size=$((64 * mib))
root_size=$((1536 * mib))
first=$mib

disk_id=6f1cfc0e-6a1c-4b1e-9f4e-52b9a1d1a001
boot_id=6f1cfc0e-6a1c-4b1e-9f4e-52b9a1d1a002
root_id=6f1cfc0e-6a1c-4b1e-9f4e-52b9a1d1a003

# Kernel, init, network, what a clone is told by, what tells of it, and what Ansible needs.
packages=(
  linux-image-cloud-amd64 initramfs-tools zstd systemd-boot-efi
  systemd-sysv systemd-resolved dbus udev iproute2 netbase
  cloud-init cloud-guest-utils qemu-guest-agent
  openssh-server sudo python3
)

# Where this machine itself takes that suite from; elsewhere mmdebstrap knows a mirror.
sources() {
  grep --quiet --line-regexp "VERSION_CODENAME=$suite" /etc/os-release || return 0
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
    if [ -s "$file" ]; then
      echo "$file"
      return
    fi
  done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"
here=$(cd "$(dirname "$0")" && pwd)

mapfile -t mirror < <(sources)
mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" \
  --aptopt='Apt::Install-Recommends "false"' \
  --dpkgopt='force-unsafe-io' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --essential-hook="copy-in $here/files/etc $here/files/usr /" \
  --customize-hook="$here/customize.sh" \
  --customize-hook="copy-out /boot /usr/lib/systemd/boot/efi/systemd-bootx64.efi $work" \
  "$suite" "$work/root.tar" "${mirror[@]}"

# The system, in a file system that is filled from the archive without being mounted.
genext2fs --block-size 4096 --size-in-blocks $((root_size / 4096)) --number-of-inodes 98304 \
  --volume-label root --tarball "$work/root.tar" "$work/root.img" >"$work/genext2fs.log"

# What the firmware starts: systemd-boot, and beside it the kernel.
esp=$work/boot.img
truncate --size "$boot_size" "$esp"
mformat -i "$esp" -F -N 72656863 -v BOOT ::
mmd -i "$esp" ::/EFI ::/EFI/BOOT ::/loader ::/loader/entries
find "$work/boot" "$work/systemd-bootx64.efi" "$here/files/loader" -print0 |
  while read -r -d '' file; do touch --no-dereference --date "@$SOURCE_DATE_EPOCH" "$file"; done
mcopy -m -i "$esp" "$work/systemd-bootx64.efi" ::/EFI/BOOT/BOOTX64.EFI
mcopy -m -i "$esp" "$work"/boot/vmlinuz-* ::/vmlinuz
mcopy -m -i "$esp" "$work"/boot/initrd.img-* ::/initrd
mcopy -m -i "$esp" "$here/files/loader/loader.conf" ::/loader/loader.conf
mcopy -m -i "$esp" "$here/files/loader/rehearsal.conf" ::/loader/entries/rehearsal.conf

disk=$work/disk.raw
truncate --size $((first + boot_size + root_size + mib)) "$disk"
sfdisk --quiet "$disk" <<EOF
label: gpt
label-id: $disk_id
start=$((first / 512)), size=$((boot_size / 512)), type=uefi, uuid=$boot_id, name=boot
start=$(((first + boot_size) / 512)), size=$((root_size / 512)), type=linux, uuid=$root_id, name=root
EOF
dd if="$esp" of="$disk" bs=1M seek=$((first / mib)) conv=notrunc,sparse status=none
dd if="$work/root.img" of="$disk" bs=1M seek=$(((first + boot_size) / mib)) conv=notrunc,sparse status=none

qemu-img convert -q -f raw -O qcow2 -c "$disk" "$folder/base.qcow2"
cp "$work/boot/packages.txt" "$folder/packages.txt"
