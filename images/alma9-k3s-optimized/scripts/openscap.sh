#!/usr/bin/env bash
# Hardening by OpenSCAP. Off by default; `hardening: true` in image.yaml runs it before the last step.
#
# What it does: installs the scanner and AlmaLinux's security guide, brings the system to one profile, and leaves the
# report of what still differs in /usr/share/doc/image/. A rule that cannot be met does not fail the build: read the report.
#
# Before you turn it on for k3s: profiles switch on firewalld and restrict kernel modules and forwarding. Kubernetes needs
# forwarding, ports 6443/tcp and 8472/udp, and its pod and service networks (10.42.0.0/16, 10.43.0.0/16) trusted:
# https://docs.k3s.io/installation/requirements. Build a release, promote it to candidate, and watch a canary first.
set -euo pipefail

# The profile. Others: `oscap info` of the file below. CIS level 1 for servers is the mildest that is widely audited.
profile=xccdf_org.ssgproject.content_profile_cis_server_l1
guide=/usr/share/xml/scap/ssg/content/ssg-almalinux9-ds.xml
report=/usr/share/doc/image/openscap.html

dnf --assumeyes install openscap-scanner scap-security-guide
install --directory --mode 0755 "$(dirname "$report")"

# Exit 2 means that rules remain unmet after the remediation; anything else but 0 is a failure of the scanner.
status=0
oscap xccdf eval --remediate --profile "$profile" --report "$report" "$guide" || status=$?
if [[ $status -ne 0 && $status -ne 2 ]]; then
  echo "openscap.sh: oscap failed ($status); see its lines above" >&2
  exit 1
fi

# To extend it, remove the # of what you need.
#
# Keep what Kubernetes needs after a profile that switches the firewall on:
# firewall-offline-cmd --add-port=6443/tcp --add-port=8472/udp
# firewall-offline-cmd --zone=trusted --add-source=10.42.0.0/16 --add-source=10.43.0.0/16
# printf 'net.ipv4.ip_forward = 1\n' >/etc/sysctl.d/99-kubernetes.conf
#
# Leave single rules out, named in a tailoring file (`autotailor` of openscap-utils writes one):
# oscap xccdf eval --remediate --tailoring-file /tmp/tailoring.xml --profile "$profile" "$guide"
#
# Take the scanner out again, where an image may hold nothing that a guest does not use:
# dnf --assumeyes remove openscap-scanner scap-security-guide
