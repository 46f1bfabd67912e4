import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image } from "../../../model/lab.ts";
import type { Machine } from "../boot/machine.ts";

/** What a proof needs of a running clone. */
export type Clone = Pick<Machine, "run" | "agent" | "until">;

/** What was proven, in order. */
export interface Proof {
  readonly promises: readonly { readonly promise: string; readonly seconds: number }[];
}

/** One promise of an image, and how a clone proves it. */
export interface ImagePromise {
  readonly promise: string;
  /** Whom it is asked: a shell inside, or the guest agent. */
  readonly of: "shell" | "agent";
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
      of: "shell",
      within: 900,
      prove: (clone) => says(clone, "hostname", (said) => said.split(".")[0] === name),
    },
    ...when(guarantees.cloudInit, {
      promise: "cloud-init is done",
      of: "shell",
      within: 600,
      prove: (clone) => says(clone, "cloud-init status --wait", (said) => /status: done/.test(said)),
    }),
    ...when(guarantees.agent, {
      promise: "the guest agent answers",
      of: "agent",
      within: 300,
      prove: async (clone) => void (await clone.agent("guest-ping")),
    }),
    ...when(guarantees.python, {
      promise: "Python",
      of: "shell",
      within: 30,
      prove: (clone) => says(clone, "python3 --version", (said) => /^Python 3\./.test(said)),
    }),
    ...when(guarantees.sudo, {
      promise: "sudo without a password",
      of: "shell",
      within: 30,
      prove: (clone) => says(clone, "sudo --non-interactive id -u", (said) => said === "0"),
    }),
    ...["/etc/machine-id", "/etc/ssh/ssh_host_ed25519_key"].map((file) => ({
      promise: `${file} is the clone's own`,
      of: "shell" as const,
      within: 30,
      prove: (clone: Clone) => madeSinceBoot(clone, file),
    })),
    {
      promise: "the build's key is gone",
      of: "shell",
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
            of: "shell" as const,
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

/**
 * Goes through promises on a clone that is coming up.
 *
 * @param told image and release, what to look at where one does not hold, and who hears each that holds
 * @throws StrataError 5 for the first promise that does not hold
 */
export async function proveContract(
  clone: Clone,
  contract: readonly ImagePromise[],
  told: { readonly named: string; readonly look: string; readonly say: (line: string) => void },
): Promise<Proof> {
  const promises: { promise: string; seconds: number }[] = [];
  for (const { promise, within, prove } of contract) {
    const began = performance.now();
    try {
      await clone.until(within, () => prove(clone));
    } catch (error) {
      if (error instanceof StrataError) throw error;
      throw new StrataError(
        exitCodes.stepFailed,
        `${told.named} does not hold its promise "${promise}": ${inOneLine(error)}; mend the image and build its next release (${told.look})`,
      );
    }
    const seconds = Math.round((performance.now() - began) / 1000);
    told.say(`  ${promise}${seconds > 0 ? `   ${seconds} s` : ""}`);
    promises.push({ promise, seconds });
  }
  return { promises };
}

function inOneLine(error: unknown): string {
  const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return first;
}
