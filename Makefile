# The front door. `make help` lists the targets; `npx strata <command> --help` has their options.
SITE ?= home
ENV  ?= k3s-single
STRATA = node scripts/strata.mjs

.DEFAULT_GOAL := help
.PHONY: help deps test test-long rehearse preflight runway host synth plan tf-apply tf-destroy output check acceptance adopt ids network publish images promote trace packer

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  SITE=$(SITE) names the lab, ENV=$(ENV) the stack.'

deps: node_modules/.package-lock.json ## Name each tool, its version and where it comes from
	@$(STRATA) deps

test: node_modules/.package-lock.json ## Set up what is missing, then run every test
	@$(STRATA) tools build
	@npm test --silent

test-long: node_modules/.package-lock.json ## The same, with the proofs of the simulator in full
	@$(STRATA) tools build
	@npm run test:long --silent

rehearse: node_modules/.package-lock.json ## Live through the whole life of a stack on an embedded Proxmox VE
	@$(STRATA) rehearse $(ENV) --site $(SITE)

preflight: node_modules/.package-lock.json ## Format, validate and lint; writes nothing
	@$(STRATA) preflight

runway: node_modules/.package-lock.json ## May we start? Checks tools, secrets and target; changes nothing
	@$(STRATA) runway --site $(SITE)

host: node_modules/.package-lock.json ## Prepare the hypervisor: what guests stand on; with ACCESS=1 also who manages it, as root@pam
	@$(STRATA) host --site $(SITE) $(if $(ACCESS),--access)

synth: node_modules/.package-lock.json ## Write the OpenTofu JSON of every stack to cdktf.out/
	@$(STRATA) synth --site $(SITE)

plan: node_modules/.package-lock.json ## Show what would change in ENV, loudest first, and keep the plan
	@$(STRATA) plan $(ENV) --site $(SITE) || [ $$? -eq 2 ]

tf-apply: node_modules/.package-lock.json ## Apply exactly the reviewed plan of ENV
	@$(STRATA) apply $(ENV) --site $(SITE)

tf-destroy: node_modules/.package-lock.json ## Destroy ENV, after a review (I_KNOW=<guest> where it has backups)
	@$(STRATA) destroy $(ENV) --site $(SITE) $(if $(I_KNOW),--i-know $(I_KNOW))

output: node_modules/.package-lock.json ## Print the outputs of ENV
	@$(STRATA) output $(ENV) --site $(SITE)

packer: node_modules/.package-lock.json ## Build an image: IMAGE_VERSION=<template's name>, or IMAGE=debian13-docker IMAGE_VERSION=v1.0.0 [BUILDER=proxmox-iso] [TCG=1]
	@$(STRATA) image build $(IMAGE) $(IMAGE_VERSION) --site $(SITE) $(if $(BUILDER),--builder $(BUILDER)) $(if $(TCG),--tcg)

adopt: node_modules/.package-lock.json ## Look what of a living host can be taken over; changes nothing
	@$(STRATA) adopt --site $(SITE) || [ $$? -eq 2 ]

ids: node_modules/.package-lock.json ## Show who has which number in Proxmox, and what is free
	@$(STRATA) ids --site $(SITE)

network: node_modules/.package-lock.json ## Show who has which address, and what is free
	@$(STRATA) network --site $(SITE)

publish: node_modules/.package-lock.json ## Write hosts, DNS zones, Prometheus targets and links of the lab to published/
	@$(STRATA) publish --site $(SITE)

images: node_modules/.package-lock.json ## Show each image, its releases and channels, and who uses which
	@$(STRATA) image list --site $(SITE)

promote: node_modules/.package-lock.json ## Move channel TO (candidate or stable) of IMAGE forward
	@$(STRATA) promote $(IMAGE) $(if $(TO),--to $(TO)) --site $(SITE)

trace: node_modules/.package-lock.json ## Follow ENV, or the disk FILE, to its release, commit and base
	@$(STRATA) trace $(or $(FILE),$(ENV)) --site $(SITE)

acceptance: node_modules/.package-lock.json ## Run the provider's own acceptance tests against the simulator (a quarter of an hour)
	@$(STRATA) acceptance

check: node_modules/.package-lock.json ## Types, format and lint
	@npm run --silent check

node_modules/.package-lock.json: package-lock.json package.json simulator/package.json .npmrc
	npm ci --prefer-offline --no-progress --loglevel=error
	@touch $@
