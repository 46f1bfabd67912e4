import type { GuestDraft, Rule } from "../draft.ts";
import type { Image, Machine } from "../lab.ts";

/** What each kind of guest relies on, and what for. */
const needs: Record<Machine["kind"], Partial<Record<keyof Image["guarantees"], string>>> = {
  vm: { cloudInit: "to get its address and keys" },
  k3s: {
    agent: "to be backed up with its data at rest",
    cloudInit: "to get its address and keys",
    python: "to be converged",
    sudo: "to be converged",
  },
};

const names = { agent: "agent", cloudInit: "cloud-init", python: "python", sudo: "sudo" } as const;

/** An image guarantees what the guest needs, and a k3s guest has k3s in it. */
export const imageServesGuest: Rule = ({ guests }) =>
  guests.flatMap((guest) => {
    const { kind, image, source } = guest;
    if (!kind || kind === "lxc" || !image) return [];
    const missing = lacking(kind, image).map(
      (guarantee) =>
        `${image.name} does not guarantee ${names[guarantee]}, which a ${kind} guest needs ${needs[kind][guarantee]}`,
    );
    return [...missing, ...withoutK3s(guest)].map((message) => source.fault(["image"], message));
  });

function lacking(kind: Machine["kind"], image: Image) {
  return (Object.keys(needs[kind]) as (keyof Image["guarantees"])[]).filter((need) => !image.guarantees[need]);
}

function withoutK3s({ kind, image, release }: GuestDraft): string[] {
  if (kind !== "k3s" || !image || !release || release.k3s !== undefined) return [];
  return [`${image.name} ${release.version} has no k3s in it, which a k3s guest starts from`];
}
