import type { Image } from "../../../model/lab.ts";
import type { Machine } from "../boot/machine.ts";

/** What a proof needs of a running clone. */
export type Clone = Pick<Machine, "run" | "agent" | "until">;

/** One promise of an image, and how a clone proves it. */
export interface ImagePromise {
  readonly promise: string;
  /** Seconds until it must hold. Under emulation a first boot takes minutes. */
  readonly within: number;
  /** @throws Error in words for a person */
  prove(clone: Clone): Promise<void>;
}

/** What every clone of an image must show, in the order in which it comes up. */
export function contractOf({ guarantees, k3s }: Image, name: string): ImagePromise[] {
  return [
    {
      promise: "SSH by key, under the clone's own name",
      within: 900,
      prove: (clone) => says(clone, "hostname", (said) => said.split(".")[0] === name),
    },
    ...when(guarantees.cloudInit, {
      promise: "cloud-init is done",
      within: 600,
      prove: (clone) => says(clone, "cloud-init status --wait", (said) => /status: done/.test(said)),
    }),
    ...when(guarantees.agent, {
      promise: "the guest agent answers",
      within: 300,
      prove: async (clone) => void (await clone.agent("guest-ping")),
    }),
    ...when(guarantees.python, {
      promise: "Python",
      within: 30,
      prove: (clone) => says(clone, "python3 --version", (said) => /^Python 3\./.test(said)),
    }),
    ...when(guarantees.sudo, {
      promise: "sudo without a password",
      within: 30,
      prove: (clone) => says(clone, "sudo --non-interactive id -u", (said) => said === "0"),
    }),
    ...["/etc/machine-id", "/etc/ssh/ssh_host_ed25519_key"].map((file) => ({
      promise: `${file} is the clone's own`,
      within: 30,
      prove: (clone: Clone) => madeSinceBoot(clone, file),
    })),
    {
      promise: "the build's key is gone",
      within: 30,
      prove: (clone) =>
        says(clone, "sudo --non-interactive grep -c ' build$' /root/.ssh/authorized_keys 2>/dev/null || true", (said) =>
          ["", "0"].includes(said),
        ),
    },
    ...(k3s === undefined
      ? []
      : [
          {
            promise: `k3s ${k3s}`,
            within: 60,
            prove: (clone: Clone) => says(clone, "k3s --version", (said) => said.includes(k3s)),
          },
        ]),
  ];
}

function when(guaranteed: boolean, promise: ImagePromise): ImagePromise[] {
  return guaranteed ? [promise] : [];
}

async function says(clone: Clone, command: string, right: (said: string) => boolean): Promise<void> {
  const said = await clone.run(command);
  if (!right(said)) throw new Error(`\`${command}\` says "${said.split("\n")[0]}"`);
}

/** What an image left is older than the boot of its clone. */
async function madeSinceBoot(clone: Clone, file: string): Promise<void> {
  const boot = Number(await clone.run("awk '/^btime/ { print $2 }' /proc/stat"));
  const made = Number(await clone.run(`stat -c %Y ${file}`));
  if (!(made >= boot)) throw new Error(`it was there before the clone's first boot, so all clones would share it`);
}
