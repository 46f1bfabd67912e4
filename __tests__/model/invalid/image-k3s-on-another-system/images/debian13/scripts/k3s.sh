#!/usr/bin/env bash
set -euo pipefail
k3s --version
