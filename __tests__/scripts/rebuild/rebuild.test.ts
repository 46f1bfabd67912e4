import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { resolveToolchain } from "../../../toolchain/resolve.ts";
import { toolchainTimeout } from "../../tofu.ts";
import { LivingLab, releaseFile } from "../promote/living-lab.ts";

const folder = "images/alma9-k3s-optimized";
const file = "personas/home/k3s-single.yaml";
let lab: LivingLab;

beforeAll(() => resolveToolchain(), toolchainTimeout);
afterEach(() => lab.end());

/** The k3s server on v1.0.0, while v1.1.0 is stable. */
async function k3sLab(): Promise<LivingLab> {
  const files = {
    [`${folder}/releases/v1.0.0.yaml`]: releaseFile("v1.0.0", "v1.35.6+k3s1", 9001),
    [`${folder}/releases/v1.1.0.yaml`]: releaseFile("v1.1.0", "v1.36.2+k3s1", 9012),
    [`${folder}/channels.yaml`]: "stable: v1.1.0\ncandidate: v1.1.0\n",
  };
  lab = await new LivingLab(files).start();
  return lab;
}

describe("strata rebuild", () => {
  test("backs a k3s server up, moves its pin, and shows from what to what before it is applied", async () => {
    await k3sLab();
    const words = ["rebuild", "k3s-single", "--to", "stable", "--i-know", "k3s-single"];
    expect(await lab.strata("rebuild", "k3s-single", "--to", "stable")).toEqual({
      exit: 3,
      text: "k3s-single: its boot disk holds data, which a rebuild destroys; `strata rebuild k3s-single --to v1.1.0 --i-know k3s-single` says that you know",
    });
    expect(await lab.strata(...words)).toEqual({
      exit: 3,
      text: 'k3s-single is protected; set "protect: false" in personas/home/k3s-single.yaml, apply that by itself, then `strata rebuild k3s-single --to v1.1.0 --i-know k3s-single`; protect it again afterwards',
    });
    expect(await lab.strata("apply", "k3s-single")).toMatchObject({ exit: 0 });
    lab.edit(file, "protect: true", "protect: false");
    expect(await lab.strata(...words)).toEqual({
      exit: 3,
      text: 'Proxmox still protects vm 210; apply "protect: false" of personas/home/k3s-single.yaml first: `strata apply k3s-single`',
    });
    expect(await lab.strata("apply", "k3s-single")).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "k3s-single")).toEqual({
      exit: 0,
      text: `k3s-single (home): no changes
  behind: k3s-single keeps alma9-k3s-optimized v1.0.0, behind by 1 (stable v1.1.0); \`strata rebuild k3s-single --to stable\` moves it`,
    });

    const before = lab.writes().length;
    const pinned = lab.read(file);
    expect(await lab.strata(...words, "--dry-run")).toEqual({
      exit: 2,
      text: `${moved("none of the last hour; one would be made on backups-forge")}
nothing was done`,
    });
    expect(lab.writes().length).toBe(before);

    const repaired = lab.simulator.fault({ fault: "storage-full", storage: "backups-forge" });
    expect(await lab.strata(...words)).toEqual({
      exit: 5,
      text: expect.stringMatching(/^backup of k3s-single to backups-forge failed: .+on the node tells all of it$/),
    });
    repaired();
    expect(lab.read(file)).toBe(pinned);

    const rebuilt = `${moved("made: backups-forge:backup/vzdump-qemu-210-NOW.vma.zst")}

k3s-single on forge (home)                                            plan 123abc, valid for this state and this commit

  REPLACES   k3s-single   vm 210   holds data: boot disk 60GiB, last backup just now
             clone.vm_id  9001 → 9012   alma9-k3s-optimized v1.0.0 → v1.1.0 (k3s v1.35.6 → v1.36.2)
             down for the rebuild; affects: kubectl context home-k3s-single, k3s-single.home.arpa (192.168.88.60)

  1 replaced.
read it, then \`strata apply k3s-single\``;
    expect(await lab.strata(...words)).toEqual({ exit: 2, text: rebuilt });
    expect(lab.read(file)).toBe(pinned.replace("v1.0.0", "v1.1.0"));
    expect(await lab.strata(...words)).toEqual({ exit: 0, text: "k3s-single names that release already" });
    expect(await lab.strata("apply", "k3s-single")).toMatchObject({ exit: 0 });
    expect(await lab.strata("plan", "k3s-single")).toEqual({ exit: 0, text: "k3s-single (home): no changes" });

    // Back again: the backup of before is fresh enough, and is said to be.
    const back = await lab.strata("rebuild", "k3s-single", "--to", "v1.0.0", "--i-know", "k3s-single", "--dry-run");
    expect(back.text).toMatch(
      / {2}backup {2}backups-forge:backup\/vzdump-qemu-210-NOW\.vma\.zst, made (just now|\d min ago)\n/,
    );
  }, 400_000);

  test("says in one line what is wrong with the words", async () => {
    await k3sLab();
    const follower = personaOf("alma9-k3s-optimized@stable", 220);
    lab.write("personas/home/canary.yaml", follower);
    lab.write("personas/home/steady.yaml", personaOf("alma9-k3s-optimized@v1.0.0", 221));
    lab.write(`${folder}/releases/v1.2.0.yaml`, untested);
    const table = await Promise.all(
      [
        ["k3s-singel", "stable"],
        ["gitea", "stable"],
        ["canary", "v1.0.0"],
        ["steady", "v3.0.0"],
        ["steady", "v1.2.0"],
      ].map(async ([guest = "", to = ""]) => lab.strata("rebuild", guest, "--to", to)),
    );
    expect(table).toEqual([
      { exit: 1, text: 'site home has no machine "k3s-singel"; did you mean "k3s-single"?' },
      { exit: 1, text: "gitea is a container and has no image; its file says from what it is made" },
      {
        exit: 1,
        text: "canary follows @stable of alma9-k3s-optimized, there is no pin to move; `strata promote alma9-k3s-optimized --to stable` moves what it follows",
      },
      { exit: 1, text: 'alma9-k3s-optimized has no release v3.0.0 on forge; did you mean "v1.0.0"?' },
      {
        exit: 3,
        text: "steady: v1.2.0 of alma9-k3s-optimized has not passed its boot test; `strata image test alma9-k3s-optimized v1.2.0` boots a clone of it",
      },
    ]);
  }, 120_000);
});

const untested = releaseFile("v1.2.0", "v1.36.2+k3s1", 9013).replace(/^tested: .*\n/m, "");

/** A machine without data on its boot disk. */
function personaOf(image: string, id: number): string {
  return `kind: vm\nid: ${id}\nnode: forge\nimage: ${image}\ncores: 1\nmemory: 1GiB\ndisk: 20GiB\naddress: 192.168.88.${id - 100}\n`;
}

/** What every rebuild of this test says first. */
function moved(backup: string): string {
  return `k3s-single: alma9-k3s-optimized v1.0.0 → v1.1.0
  backup  ${backup}
  personas/home/k3s-single.yaml
  -image: alma9-k3s-optimized@v1.0.0 # pinned: its boot disk holds the cluster
  +image: alma9-k3s-optimized@v1.1.0 # pinned: its boot disk holds the cluster`;
}
