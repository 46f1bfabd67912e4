#!/usr/bin/env bash
# The template of Ubuntu's cloud image, fetched by Proxmox: scripts/create-template ubuntu2404, with all of its options.
set -euo pipefail
exec "$(dirname "${BASH_SOURCE[0]}")/create-template" ubuntu2404 "$@"
