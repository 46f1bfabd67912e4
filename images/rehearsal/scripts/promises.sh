#!/usr/bin/env bash
# Looks whether the base holds what image.yaml promises. Nothing is installed: a build that reaches no package mirror is the same build.
set -euo pipefail

for program in qemu-ga cloud-init python3 sudo; do
  if ! command -v "$program" >/dev/null; then
    echo "promises.sh: $program is missing; add its package to images/rehearsal/base/build.sh" >&2
    exit 1
  fi
done
python3 -c "import json, ssl"
sudo --non-interactive true
cloud-init --version
