#!/usr/bin/env bash
# Installs a k3s server that has never run: program and installer of one version, both checked, the service enabled and
# not started. A clone starts it at its first boot and makes its own certificates, token and node password.
#
# IMAGE_K3S_VERSION    version, such as v1.35.6+k3s1
# IMAGE_K3S_SHA256     SHA-256 of the program
# IMAGE_K3S_INSTALLER  SHA-256 of install.sh of that version
#
# They do not begin with K3S_: what does, the installer writes into the service of every clone.
set -euo pipefail
version=${IMAGE_K3S_VERSION:?is not set}
: "${IMAGE_K3S_SHA256:?is not set}" "${IMAGE_K3S_INSTALLER:?is not set}"

program=/usr/local/bin/k3s
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

# fetch ADDRESS FILE SHA256: a file of another checksum is never run, and is told from a download that failed.
fetch() {
  curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
  if ! printf '%s  %s\n' "$3" "$2" | sha256sum --check --status; then
    echo "k3s.sh: $1 has another checksum than image.yaml says; compare it with the release before you change either" >&2
    exit 1
  fi
}

# A + is a space in an address.
tag=${version/+/%2B}
fetch "https://github.com/k3s-io/k3s/releases/download/$tag/k3s" "$work/k3s" "$IMAGE_K3S_SHA256"
fetch "https://raw.githubusercontent.com/k3s-io/k3s/$tag/install.sh" "$work/install.sh" "$IMAGE_K3S_INSTALLER"
install --mode 0755 "$work/k3s" "$program"

# What every server made from this image has. Names, addresses and roles are a clone's own.
install --directory --mode 0755 /etc/rancher/k3s
cat >/etc/rancher/k3s/config.yaml <<'YAML'
# Baked into the image; files in config.yaml.d/ add to it and win over it.
disable:
  - traefik
write-kubeconfig-mode: "0600"
YAML
chmod 0600 /etc/rancher/k3s/config.yaml

# The installer writes the unit and the links kubectl, crictl and ctr. Where SELinux is, it also installs the policy, a
# package that is signed and not pinned, as the updates of the system are.
INSTALL_K3S_SKIP_DOWNLOAD=binary INSTALL_K3S_SKIP_START=true INSTALL_K3S_EXEC=server sh "$work/install.sh"

[[ -x $program ]]
told=$("$program" --version)
if [[ $told != "k3s version $version "* ]]; then
  echo "k3s.sh: the program says \"$told\" where $version was asked for" >&2
  exit 1
fi
if ! systemctl is-enabled --quiet k3s.service; then
  echo "k3s.sh: k3s.service is not enabled, so a clone would not start it" >&2
  exit 1
fi
if systemctl is-active --quiet k3s.service; then
  echo "k3s.sh: k3s was started, so the image has an identity; build it again" >&2
  exit 1
fi
