import { parseSize, roughSize } from "../../../model/bytes.ts";
import { exitCodes } from "../../../model/exit.ts";
import type { Release } from "../../../model/lab.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import type { Runway } from "../context.ts";

/** Each release that a guest uses is the template that its file names, with the disk that it promises. */
export const templates: Check<Runway> = {
  name: "templates",
  after: ["privileges"],
  async run(runway) {
    const machines = runway.lab().guests.filter((guest) => guest.kind !== "lxc");
    const releases = [...new Map(machines.map(({ release }) => [release.template.id, release])).values()];
    for (const release of releases) {
      const wrong = (await misfit(runway, release)) ?? (await otherDisk(runway, release));
      if (wrong) return fail(exitCodes.refused, `${release.image}@${release.version}: ${wrong}`);
    }
    return pass(releases.map(({ template }) => `${template.name} on ${template.node}`).join(", ") || "none is used");
  },
};

async function misfit({ resources }: Runway, { template }: Release): Promise<string | undefined> {
  const found = (await resources()).get(template.id);
  const where = `template ${template.name} (${template.id}) on ${template.node}`;
  if (!found) return `${where} is not there; build and promote the image first`;
  if (!found.template)
    return `${where}: there is the machine ${found.name}, which is no template; mend the release's file`;
  if (found.name !== template.name || found.node !== template.node)
    return `${where}: there is ${found.name} on ${found.node}; mend the release's file`;
  return undefined;
}

async function otherDisk({ ask }: Runway, { template, disk }: Release): Promise<string | undefined> {
  const config = await ask<Record<string, string>>(template.node, `/qemu/${template.id}/config`);
  const found = bootDisk(config);
  return found === disk
    ? undefined
    : `the disk of ${template.name} has ${found === undefined ? "no size" : roughSize(found)}, its release promises ${roughSize(disk)}; mend the release's file, or build it again`;
}

/** Bytes of the disk that a machine boots from: the first of its boot order, else its first. */
export function bootDisk(config: Readonly<Record<string, string>>): number | undefined {
  const disks = Object.keys(config).filter(
    (key) => /^(scsi|virtio|sata|ide)\d+$/.test(key) && !/media=cdrom/.test(config[key] ?? ""),
  );
  const order = /order=([^,]*)/.exec(config.boot ?? "")?.[1]?.split(";") ?? [];
  const disk = order.find((key) => disks.includes(key)) ?? disks.sort()[0];
  const size = /(?:^|,)size=([^,]+)/.exec(config[disk ?? ""] ?? "")?.[1];
  return size ? parseSize(size) : undefined;
}
