#!/usr/bin/env bash
# Brings git, ansible and this repository to a fresh Proxmox VE node, and nothing else: no source of packages, no
# setting and no file elsewhere is touched. As often as it runs, the end is the same.
set -euo pipefail

help() {
  cat <<'HELP'
Usage: bootstrap-pve.sh --repository <url> [--into <folder>] [--dry-run]

Brings git, ansible and this repository to a fresh Proxmox VE node. Run it there, as root.

Options:
  --repository <url>  where this repository is cloned from
  --into <folder>     where to (default: strata in root's home folder)
  --dry-run           say what would be done, and do nothing
  --help              show this

Example, from your own machine:
  ssh root@192.168.88.10 bash -s -- --repository https://git.example.org/you/strata.git < scripts/bootstrap-pve.sh

Exit codes: 0 done, 1 wrong input, 4 this is no node, or root is missing, 5 a step failed
HELP
}

fail() {
  local code=$1
  shift
  echo "bootstrap-pve.sh: $*" >&2
  exit "$code"
}

# All of it is one function, so that a script that was cut off while it was fetched does nothing.
main() {
  local repository='' into="${HOME:-/}/strata" dry=''
  while [ $# -gt 0 ]; do
    case $1 in
      --repository | --into) [ -n "${2:-}" ] || fail 1 "$1 needs a value; see --help" ;;&
      --repository) repository=$2 && shift 2 ;;
      --into) into=$2 && shift 2 ;;
      --dry-run) dry=yes && shift ;;
      --help) help && exit 0 ;;
      *) fail 1 "$1 is no option; see --help" ;;
    esac
  done
  [ -n "$repository" ] || fail 1 "where is the repository? Give --repository <url>"
  command -v pveversion >/dev/null || fail 4 "this is no Proxmox VE node: there is no pveversion. Run it on the node"
  [ "$(id -u)" -eq 0 ] || fail 4 "only root may install packages; run it as root"

  packages
  checkout
  [ -n "$dry" ] || echo "git, ansible and $into are here. Nothing else was changed"
}

# A command that changes something: told in a dry run, run otherwise.
run() {
  if [ -n "$dry" ]; then
    echo "would run: $*"
  else
    "$@"
  fi
}

packages() {
  local missing=()
  command -v git >/dev/null || missing+=(git)
  command -v ansible-playbook >/dev/null || missing+=(ansible)
  [ ${#missing[@]} -gt 0 ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  # A fresh node asks the enterprise source, which refuses it without a subscription; git and ansible are Debian's.
  run apt-get update --quiet ||
    echo "bootstrap-pve.sh: one source of packages did not answer (without a subscription the enterprise source does not); going on with the others" >&2
  run apt-get install --quiet --yes --no-install-recommends "${missing[@]}" ||
    fail 5 "apt-get could not install ${missing[*]}; its own lines above say why"
}

checkout() {
  if [ ! -e "$into" ]; then
    run git clone --quiet -- "$repository" "$into" || fail 5 "git could not clone $repository"
    return
  fi
  if [ -n "$dry" ] && ! command -v git >/dev/null; then
    echo "would look whether $into is a clone of $repository"
    return
  fi
  local origin
  origin=$(git -C "$into" remote get-url origin 2>/dev/null) ||
    fail 1 "$into is there and is no clone; remove it, or give another --into"
  [ "$origin" = "$repository" ] ||
    fail 1 "$into is a clone of $origin, not of $repository; give another --into"
  run git -C "$into" pull --quiet --ff-only ||
    fail 5 "$into cannot go forward to what $repository has; see git -C $into status"
}

main "$@"
