import type { DeclaredCommand } from "./command.ts";

/** Every command, by name. */
export const commands: Readonly<Record<string, DeclaredCommand>> = {
  rehearse: {
    summary: "Live through the whole life of a stack on an embedded Proxmox VE",
    load: () => import("./commands/rehearse.ts"),
  },
  simulator: {
    summary: "Run the embedded Proxmox VE by itself",
    load: () => import("./commands/simulator.ts"),
  },
  deps: {
    summary: "Name each tool, its version and where it comes from; installs nothing",
    load: () => import("./commands/deps.ts"),
  },
  tools: {
    summary: "List, build or clean what this project builds for itself",
    load: () => import("./commands/tools.ts"),
  },
  env: {
    summary: 'Print what a shell needs for plain cdktf and tofu: eval "$(npx strata env)"',
    load: () => import("./commands/env.ts"),
  },
  preflight: {
    summary: "Format, validate and lint what stands in the checkout; writes nothing",
    load: () => import("./commands/preflight.ts"),
  },
  runway: {
    summary: "May we start? Checks tools, files, secrets and target; changes nothing",
    load: () => import("./commands/runway.ts"),
  },
  synth: { summary: "Write the OpenTofu JSON of every stack to cdktf.out/", load: () => import("./commands/synth.ts") },
  plan: {
    summary: "Show what would change in a stack, loudest first, and keep the plan for apply",
    load: () => import("./commands/plan.ts"),
  },
  apply: { summary: "Apply exactly the reviewed plan of a stack", load: () => import("./commands/apply.ts") },
  destroy: {
    summary: "Destroy a stack, after a review and with its name typed",
    load: () => import("./commands/destroy.ts"),
  },
  "pct-set": {
    summary: "Set what Proxmox takes from root alone on a container: data, keyctl, devices",
    load: () => import("./commands/pct-set.ts"),
  },
  host: {
    summary: "Prepare the hypervisor: what guests stand on, and with --access who manages it",
    load: () => import("./commands/host.ts"),
  },
  notifications: {
    summary: "Set who Proxmox tells of trouble by mail, which takes root",
    load: () => import("./commands/notifications.ts"),
  },
  persona: {
    summary: "Begin a new guest: write its file with the next free number and address",
    load: () => import("./commands/persona.ts"),
  },
  adopt: {
    summary: "Take over the containers that a host has already; nothing on the host is changed",
    load: () => import("./commands/adopt.ts"),
  },
  capacity: {
    summary: "Show what each node and storage has, and who takes it",
    load: () => import("./commands/capacity.ts"),
  },
  ids: { summary: "Show who has which number in Proxmox, and what is free", load: () => import("./commands/ids.ts") },
  network: {
    summary: "Show who has which address, and what is free",
    load: () => import("./commands/network.ts"),
  },
  publish: {
    summary: "Write what other programs read of the lab: hosts, DNS zones, Prometheus targets, links",
    load: () => import("./commands/publish.ts"),
  },
  image: {
    summary: "List the images, begin a new one, propose a newer base",
    load: () => import("./commands/image.ts"),
  },
  promote: {
    summary: "Move a channel of an image to a release that passed its boot test, or back",
    load: () => import("./commands/promote.ts"),
  },
  rebuild: {
    summary: "Make a machine anew from another release: backup, its pin moved, a plan to review",
    load: () => import("./commands/rebuild.ts"),
  },
  trace: {
    summary: "Follow a guest to its template, release, commit and base, or a disk to its release",
    load: () => import("./commands/trace.ts"),
  },
  schemas: {
    summary: "Write the JSON Schemas by which editors check the YAML files",
    load: () => import("./commands/schemas.ts"),
  },
  reference: {
    summary: "Write the reference pages of docs/reference/ from schemas and commands",
    load: () => import("./commands/reference.ts"),
  },
  acceptance: {
    summary: "Run the provider's own acceptance tests against the embedded Proxmox VE",
    load: () => import("./commands/acceptance.ts"),
  },
  output: { summary: "Print the outputs of a stack", load: () => import("./commands/output.ts") },
};
