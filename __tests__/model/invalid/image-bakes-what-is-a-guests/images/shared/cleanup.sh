#!/usr/bin/env bash
# A comment may speak of hostnamectl and of 192.168.88.60.
set -euo pipefail
hostnamectl set-hostname web
echo "nameserver 192.168.88.1" >/etc/resolv.conf
useradd --create-home web
echo web:secret | chpasswd
passwd --lock root
curl --fail http://127.0.0.1/ || true
K3S_URL=https://k3s.home.arpa:6443 K3S_TOKEN=abc k3s agent --node-name web
docker run --detach nginx
