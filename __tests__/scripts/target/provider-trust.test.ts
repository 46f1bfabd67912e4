import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Site } from "../../../model/lab.ts";
import { resolveTarget } from "../../../scripts/target/target.ts";
import { tofu, toolchainTimeout } from "../../tofu.ts";
import { type Host, startHost } from "./host.ts";
import { lab } from "./lab.ts";

const token = process.env.PROXMOX_VE_API_TOKEN;
let root: string;
let host: Host;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "strata-provider-"));
  host = await startHost();
  process.env.PROXMOX_VE_API_TOKEN = "strata@pve!ci=1-2-3";
  write("personas/home/home-ca.pem", host.identity.ca);
  write("stack/main.tf.json", JSON.stringify(asksForTheVersion));
});

afterEach(async () => {
  if (token === undefined) delete process.env.PROXMOX_VE_API_TOKEN;
  else process.env.PROXMOX_VE_API_TOKEN = token;
  rmSync(root, { recursive: true });
  await host.close();
});

const asksForTheVersion = {
  terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "~> 0.111" } } },
  variable: { proxmox_endpoint: { type: "string" } },
  provider: { proxmox: { endpoint: "${var.proxmox_endpoint}" } },
  data: { proxmox_virtual_environment_version: { host: {} } },
  output: { version: { value: "${data.proxmox_virtual_environment_version.host.version}" } },
};

function write(file: string, text: string): void {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** What the real provider learns from the host, with what a target gives to children; else why it does not. */
async function asked(site: Partial<Site>, change: Record<string, string> = {}): Promise<string> {
  const { environment } = await resolveTarget(lab({ endpoint: host.endpoint, ...site }), root);
  const folder = join(root, "stack");
  const variables = { ...environment, NO_PROXY: "127.0.0.1", ...change };
  await tofu(folder, ["init", "-input=false", "-no-color"], variables);
  return tofu(folder, ["plan", "-input=false", "-no-color"], variables).catch((error: Error) => error.message);
}

test(
  "the real provider believes the host by its pinned fingerprint, and by its pinned CA",
  async () => {
    expect(await asked({ trust: { fingerprint: host.identity.fingerprint } })).toContain('+ version = "9.1.1"');
    expect(await asked({ trust: { ca: "home-ca.pem" } })).toContain('+ version = "9.1.1"');
  },
  toolchainTimeout,
);

test(
  "the real provider does not believe it without, even when the user's own environment says `insecure`",
  async () => {
    process.env.PROXMOX_VE_INSECURE = "true";
    try {
      const usual = join(root, "usual.pem");
      write("usual.pem", "");
      const said = await asked({ trust: { ca: "home-ca.pem" } }, { SSL_CERT_FILE: usual });
      expect(said).toMatch(/certificate signed by unknown authority/);
      expect(host.journal).toEqual([]);
    } finally {
      delete process.env.PROXMOX_VE_INSECURE;
    }
  },
  toolchainTimeout,
);
