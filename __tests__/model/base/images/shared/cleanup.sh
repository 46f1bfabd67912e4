#!/usr/bin/env bash
set -euo pipefail
truncate --size 0 /etc/machine-id
