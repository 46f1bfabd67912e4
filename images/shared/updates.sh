#!/usr/bin/env bash
# Brings the system to the packages of today. What a release holds is what its manifest says, not what a clone finds.
set -euo pipefail

if command -v dnf >/dev/null; then
  dnf --assumeyes upgrade
elif command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get --assume-yes --option Dpkg::Options::=--force-confold dist-upgrade
else
  echo "updates.sh: neither dnf nor apt-get is here; this system is not known" >&2
  exit 1
fi
