//go:build tools

// Package opentofu pins OpenTofu, so that every byte of it stands in go.sum.
package opentofu

import _ "github.com/opentofu/opentofu/cmd/tofu"
