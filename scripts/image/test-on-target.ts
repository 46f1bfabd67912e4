import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image, Lab } from "../../model/lab.ts";
import type { TemplatePlace } from "../../model/placed-release.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { type ProxmoxWork, proxmoxWork } from "../target/proxmox-work.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";
import { underBuildLock } from "./packer/lock.ts";
import { buildPlaces } from "./packer/places.ts";
import { contractOf, type ImagePromise, type Proof, proveContract } from "./proof/contract.ts";
import { cloneName, startClone, sweepClones, type TargetClone } from "./proof/target-clone.ts";
import { recordTest } from "./release-file.ts";
import { remarksOn, type Standing, standingOn } from "./template/look.ts";
import { removeMachine } from "./template/remove-machine.ts";
import { stopBetweenSteps } from "./template/stop.ts";

/** What a test on the target showed. */
export interface TargetTestEnd extends Proof {
  readonly digest: string;
  /** Promises that nothing there can prove; with any, the test does not count. */
  readonly unproven: readonly string[];
  /** File that records it; absent where it does not count. */
  readonly releaseFile?: string;
}

/**
 * Proves a release on a clone of its template, on the target: a machine for as long as it takes, with a number, an address
 * and a key of its own. Inside the machines of an embedded Proxmox nothing runs, so what a shell would tell stays unproven.
 *
 * @param say hears each promise that holds, as it is proven
 * @throws StrataError 1 where no template of it is recorded for the site, 3 where another stands there, 5 for a promise that
 *   does not hold, or when it was stopped
 */
export async function testOnTarget(
  root: string,
  lab: Lab,
  { image, release }: { readonly image: Image; readonly release: string },
  say: (line: string) => void,
): Promise<TargetTestEnd> {
  const named = `${image.name} ${release}`;
  const { from, digest } = recorded(root, lab, image.name, release);
  return underBuildLock(buildPlaces(root, image.name, release), named, async () => {
    const target = await resolveTarget(lab, root);
    await proveTarget(target, lab, { guests: [], platform: false });
    const api = proxmoxWork(target);
    try {
      await refuseOther(api, from, digest, named);
      const standing = await sweepClones(api, await standingOn(api));
      return await withClone({ lab, api, from, standing }, async (clone) => {
        const contract = [...contractOf(image, cloneName), ...(image.guarantees.agent ? [addressPromise(clone)] : [])];
        const provable = contract.filter((promise) => target.kind === "site" || promise.of === "agent");
        const look = `see that ${clone.address} is free and reachable from here`;
        const proof = await proveContract(clone, provable, { named, look, say });
        const unproven = contract.filter((promise) => !provable.includes(promise)).map(({ promise }) => promise);
        if (unproven.length > 0) return { ...proof, digest, unproven };
        return { ...proof, digest, unproven, releaseFile: await recordTest(root, image.name, release, digest) };
      });
    } finally {
      api.close();
    }
  });
}

/** Where the release's file says that it stands on this site, and what it is. */
function recorded(root: string, { site }: Lab, image: string, release: string) {
  const { digest, templates = [] } = readReleaseFile(root, image, release) ?? {};
  const from = templates.find((place) => place.site === site.name);
  if (digest !== undefined && from) return { digest, from };
  throw new StrataError(
    exitCodes.wrongInput,
    `${image} ${release} has no template on site ${site.name}; \`strata image provide ${image} ${release}\` sees to that`,
  );
}

/** What is tested must be what is recorded. */
async function refuseOther(api: ProxmoxWork, { id, node }: TemplatePlace, digest: string, named: string) {
  const found = (await standingOn(api)).find((guest) => guest.vmid === id && guest.node === node);
  if (found?.template && (await remarksOn(api, found)).includes(digest)) return;
  throw new StrataError(
    exitCodes.refused,
    `template ${id} on ${node} is ${found ? "not" : "gone, so it is not"} ${named} as its file says; \`strata image provide ${named}\` sees to that`,
  );
}

/** A clone for as long as `work` takes; it is removed whatever happens, on Ctrl-C too. */
async function withClone<T>(
  request: {
    readonly lab: Lab;
    readonly api: ProxmoxWork;
    readonly from: TemplatePlace;
    readonly standing: readonly Standing[];
  },
  work: (clone: TargetClone) => Promise<T>,
): Promise<T> {
  const { lab, api, from } = request;
  const folder = await mkdtemp(join(tmpdir(), "strata-"));
  const key = join(folder, "key");
  const stop = stopBetweenSteps("the test");
  try {
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", cloneName, "-f", key]);
    const publicKey = (await readFile(`${key}.pub`, "utf8")).trim();
    const login = { user: lab.site.login, privateKeyFile: key };
    const clone = await startClone({ ...request, folder, login, publicKey, stop });
    try {
      return await work(clone);
    } finally {
      await removeMachine(api, from.node, clone.id);
    }
  } finally {
    stop.forget();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The address that cloud-init was told is the one that the system has. */
function addressPromise({ address }: TargetClone): ImagePromise {
  return {
    promise: `the agent tells the address ${address}`,
    of: "agent",
    within: 120,
    async prove(clone) {
      const told = JSON.stringify(await clone.agent("guest-network-get-interfaces"));
      if (!told.includes(`"${address}"`)) throw new Error("it tells others");
    },
  };
}
