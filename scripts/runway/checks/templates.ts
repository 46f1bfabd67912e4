import { parseSize, roughSize } from "../../../model/bytes.ts";
import { type OsTemplate, templateVolume } from "../../../model/container.ts";
import { exitCodes } from "../../../model/exit.ts";
import type { Guest, Release } from "../../../model/lab.ts";
import { unsettledReleases } from "../../../model/unsettled.ts";
import { type Check, fail, pass } from "../../target/check.ts";
import { refuseAny } from "../../target/checks/placeholders.ts";
import type { Runway } from "../context.ts";

/** Each release that a guest uses is the template that its file names, with its disk; each OS template is there. */
export const templates: Check<Runway> = {
  name: "templates",
  after: ["privileges"],
  async run(runway) {
    const machines = runway.lab().guests.filter((guest) => guest.kind !== "lxc");
    if (runway.aim().kind === "site") refuseAny(unsettledReleases(runway.lab(), machines));
    const releases = [...new Map(machines.map(({ release }) => [release.template.id, release])).values()];
    for (const release of releases) {
      const wrong = (await misfit(runway, release)) ?? (await otherDisk(runway, release));
      if (wrong) return fail(exitCodes.refused, `${release.image}@${release.version}: ${wrong}`);
    }
    const archives = osTemplates(runway.lab().guests);
    for (const { node, os } of archives) {
      const wrong = await absent(runway, node, os);
      if (wrong) return fail(exitCodes.unreachable, wrong);
    }
    const found = [
      ...releases.map(({ template }) => `${template.name} on ${template.node}`),
      ...archives.map(({ node, os }) => `${os.name} on ${node}`),
    ];
    return pass(found.join(", ") || "none is used");
  },
};

/** OS templates of containers by the nodes that need them, each once. */
function osTemplates(guests: readonly Guest[]): { readonly node: string; readonly os: OsTemplate }[] {
  const used = guests.flatMap((guest) => (guest.kind === "lxc" ? [{ node: guest.node.name, os: guest.os }] : []));
  return [...new Map(used.map((use) => [`${use.node} ${use.os.name}`, use])).values()];
}

async function absent({ ask, site }: Runway, node: string, os: OsTemplate): Promise<string | undefined> {
  const archives = await ask<readonly { volid: string }[]>(node, `/storage/${os.storage}/content?content=vztmpl`);
  if (archives.some(({ volid }) => volid === templateVolume(os))) return undefined;
  return `OS template ${templateVolume(os)} is not on ${node}; fetch it with \`pveam download ${os.storage} ${os.file}\`, or mend templates in personas/${site}/site.yaml`;
}

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
