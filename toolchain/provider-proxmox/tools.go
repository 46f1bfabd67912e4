//go:build tools

// Package proxmox pins the bpg/proxmox provider, so that every byte of it stands in go.sum.
package proxmox

import _ "github.com/bpg/terraform-provider-proxmox"
