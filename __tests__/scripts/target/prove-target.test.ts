import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { StrataError } from "../../../model/exit.ts";
import type { Lab } from "../../../model/lab.ts";
import { proxmox } from "../../../scripts/target/proxmox.ts";
import { proveTarget, resolveTarget } from "../../../scripts/target/target.ts";
import { answers, type Host, selfMade, startHost } from "./host.ts";
import { lab } from "./lab.ts";

const secret = "00000000-1111-2222-3333-444444444444";
const environment = { ...process.env };
let root: string;
let host: Host | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "strata-target-"));
  process.env.PROXMOX_VE_API_TOKEN = `strata@pve!ci=${secret}`;
});

afterEach(async () => {
  process.env = { ...environment };
  rmSync(root, { recursive: true });
  await host?.close();
  host = undefined;
});

/** What a person sees: the findings in one line each, or the error's exit code and text. */
async function proven(made: Lab): Promise<string[] | { exit: number; says: string }> {
  try {
    const findings = await proveTarget(await resolveTarget(made, root), made);
    return findings.map(({ name, status, detail }) => `${name}: ${status}, ${detail}`);
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { exit: error.exit, says: error.message.replaceAll(host?.endpoint ?? "-", "HOST") };
  }
}

const pinned = (by: Host, changes: Partial<Lab["site"]> = {}) =>
  lab({ endpoint: by.endpoint, trust: { fingerprint: by.identity.fingerprint }, ...changes });

describe("the right host", () => {
  test("passes every check, and is only looked at", async () => {
    host = await startHost();
    expect(await proven(pinned(host))).toEqual([
      "placeholders: pass, none",
      `endpoint: pass, ${host.endpoint}`,
      `certificate: pass, pinned, ${host.identity.fingerprint.slice(0, 11)}…`,
      "token: pass, strata@pve!ci",
      "version: pass, Proxmox VE 9.1.1",
      "cluster: pass, cluster homelab",
      "nodes: pass, asus, forge online",
      "privileges: pass, 24 of 24 on 8 paths",
      expect.stringMatching(/^clock: pass, [01] s apart$/),
    ]);
    expect(host.journal.filter((line) => !line.startsWith("GET "))).toEqual([]);
  });

  test("is known by its own name when it is in no cluster", async () => {
    host = await startHost({ "/cluster/status": [{ type: "node", name: "forge", online: 1 }] });
    const alone = pinned(host, { cluster: "forge" });
    expect(await proven({ ...alone, nodes: alone.nodes.slice(1) })).toContain("cluster: pass, standalone host forge");
    expect(await proven(pinned(host))).toEqual({
      exit: 3,
      says: "HOST is the standalone host forge, not homelab: this is another lab, or personas/home/site.yaml names it wrongly",
    });
  });
});

describe("nobody, or somebody else", () => {
  test("a host that is down is told in one line", async () => {
    host = await startHost();
    await host.close();
    expect(await proven(pinned(host))).toEqual({
      exit: 4,
      says: "HOST cannot be reached: nothing listens there; is pveproxy running, and is the port right?",
    });
  });

  test("another certificate than the pinned one stops before the token is shown to anybody", async () => {
    host = await startHost();
    const other = selfMade().fingerprint;
    expect(await proven(lab({ endpoint: host.endpoint, trust: { fingerprint: other } }))).toEqual({
      exit: 3,
      says: `HOST shows certificate ${host.identity.fingerprint}, but personas/home/site.yaml pins ${other}; not the host it should be, or its certificate was renewed: compare with \`pvenode cert info\` on the host`,
    });
    expect(host.journal).toEqual([]);
  });
});

test("the client itself shows its token to nobody but the pinned host, whatever was checked before", async () => {
  host = await startHost();
  const wrong = { kind: "fingerprint", fingerprint: selfMade().fingerprint, source: "site.yaml" } as const;
  const api = proxmox(host.endpoint, wrong, `strata@pve!ci=${secret}`);
  await expect(api.get("/version")).rejects.toMatchObject({ exit: 3 });
  expect(host.journal).toEqual([]);
  api.close();
});

describe("the right host, but", () => {
  test.each([
    [
      "a token that nobody made",
      { "/version": [401, "no such token 'ci' for user 'strata@pve'"] },
      3,
      "HOST refuses the API token strata@pve!ci: no such token 'ci' for user 'strata@pve'; make a new one with `pveum user token add strata@pve ci`",
    ],
    [
      "a token that has expired",
      { "/version": [401, "token 'ci' access expired"] },
      3,
      "HOST refuses the API token strata@pve!ci: token 'ci' access expired; make a new one with `pveum user token add strata@pve ci`",
    ],
    [
      "a token that may not look",
      { "/cluster/status": [403, "Permission check failed (/, Sys.Audit)"] },
      3,
      "HOST: the API token strata@pve!ci may not look at /cluster/status: Permission check failed (/, Sys.Audit); `pveum acl modify` on the host grants it",
    ],
    [
      "too old",
      { "/version": { version: "8.4.14" } },
      3,
      "HOST runs Proxmox VE 8.4.14, home is written for >=9.1 <10; upgrade the host, or change `version` in personas/home/site.yaml after a rehearsal",
    ],
    [
      "of another cluster",
      { "/cluster/status": [{ type: "cluster", name: "office", quorate: 1 }, ...answers["/cluster/status"].slice(1)] },
      3,
      "HOST is the cluster office, not homelab: this is another lab, or personas/home/site.yaml names it wrongly",
    ],
    [
      "without a quorum",
      { "/cluster/status": [{ type: "cluster", name: "homelab", quorate: 0 }, ...answers["/cluster/status"].slice(1)] },
      4,
      "cluster homelab has no quorum, so it takes no change; bring its nodes or its QDevice back",
    ],
    [
      "without the node",
      { "/cluster/status": answers["/cluster/status"].slice(0, 2) },
      4,
      "forge: no such node at home; it has asus",
    ],
    [
      "with the node turned off",
      { "/cluster/status": [...answers["/cluster/status"].slice(0, 2), { type: "node", name: "forge", online: 0 }] },
      4,
      "forge: offline; turn on what is off, then try again",
    ],
    [
      "in trouble",
      { "/cluster/status": [596, "Connection timed out"] },
      4,
      "HOST: GET /cluster/status ended with 596 Connection timed out; look at the host's log, then try again",
    ],
  ])("%s: one line", async (_, given, exit, says) => {
    host = await startHost(given);
    expect(await proven(pinned(host))).toEqual({ exit, says });
    expect(host.journal.filter((line) => !line.startsWith("GET "))).toEqual([]);
  });

  test("a privilege is lacking: it is named with its path and what it is for", async () => {
    host = await startHost({}, { lacking: ["VM.Clone /vms/9001", "SDN.Use /sdn/zones/localnetwork/vmbr0"] });
    expect(await proven(pinned(host))).toEqual({
      exit: 3,
      says: "strata@pve!ci lacks VM.Clone on /vms/9001 (k3s-single: clone the template); SDN.Use on /sdn/zones/localnetwork/vmbr0 (k3s-single: the network card's bridge); `strata host --access` grants it",
    });
  });

  test("its clock is off: both directions are told", async () => {
    host = await startHost({}, { clock: () => Date.now() + 600_500 });
    expect(await proven(pinned(host))).toEqual({
      exit: 3,
      says: expect.stringMatching(/^the clock of HOST is (599|600|601) s ahead of this machine's; set the wrong one/),
    });
  });

  test("a node is off that the touched guests do not need: no obstacle", async () => {
    const [cluster, , forge] = answers["/cluster/status"];
    host = await startHost({ "/cluster/status": [cluster, { type: "node", name: "asus", online: 0 }, forge] });
    const made = pinned(host);
    expect(await proven(made)).toEqual({ exit: 4, says: "asus: offline; turn on what is off, then try again" });
    const findings = await proveTarget(await resolveTarget(made, root), made, { guests: made.guests, platform: false });
    expect(findings.find(({ name }) => name === "nodes")?.detail).toBe("forge online");
  });

  test("several things are wrong: each has its line", async () => {
    host = await startHost(
      { "/cluster/status": answers["/cluster/status"].slice(0, 2) },
      { lacking: ["VM.Audit /vms/210"] },
    );
    const seen = await proven(pinned(host));
    expect(seen).toEqual({
      exit: 4,
      says: [
        "forge: no such node at home; it has asus",
        "strata@pve!ci lacks VM.Audit on /vms/210 (k3s-single: read it); `strata host --access` grants it",
      ].join("\n"),
    });
  });

  test("something else than Proxmox answers", async () => {
    host = await startHost({ "/version": null });
    expect(await proven(pinned(host))).toEqual({
      exit: 4,
      says: "HOST does not answer as Proxmox VE does; is the port right?",
    });
  });
});

test("what a person sees never holds the token's secret", async () => {
  host = await startHost({ "/version": [401, "invalid token value!"] });
  expect(JSON.stringify(await proven(pinned(host)))).not.toContain(secret);
});
