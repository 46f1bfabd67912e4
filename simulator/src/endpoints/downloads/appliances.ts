/** OS templates: which there are, and bringing one to a storage. */
import { appliances, shownAppliance } from "../../downloads/appliances.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { storageId } from "../../schema/common.ts";
import { string } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import { findFile, folderOf, putFile } from "../../storage/files.ts";
import { say, takes } from "../../tasks/work.ts";

export const listAppliances = endpoint({
  method: "GET",
  path: "/nodes/{node}/aplinfo",
  permission: everyone,
  without: "most templates, and their checksums",
  run: () => appliances.map(shownAppliance),
});

/** Bytes a second that come from the mirror. */
const speed = 50 * 1024 ** 2;

export const downloadAppliance = endpoint({
  method: "POST",
  path: "/nodes/{node}/aplinfo",
  permission: must(privileged("/storage/{storage}", "Datastore.AllocateTemplate")),
  parameters: { storage: storageId(), template: string({ maxLength: 255 }) },
  task: "download",
  taskId: ({ template }) => template,
  without: "the template's bytes: it has its size alone",
  *run({ cluster, parameters: { node, storage: id, template } }) {
    const appliance = appliances.find((one) => one.template === template);
    if (!appliance) throw invalidParameters({ template: "no such template" });
    const storage = storageOn(cluster, node, id);
    if (!storage.content.includes("vztmpl")) throw refusal(`storage '${id}' does not support templates`);
    const { location } = shownAppliance(appliance);
    const target = `${folderOf(storage, "vztmpl")}/${template}`;
    yield* say(`downloading ${location} to ${target}`);
    if (findFile(cluster, node, storage, "vztmpl", template)) {
      yield* say("calculating checksum of existing file...OK, got correct file already, no need to download");
      return;
    }
    yield* takes(appliance.size / speed);
    putFile(cluster, node, storage, { content: "vztmpl", name: template, size: appliance.size });
    yield* say(`download of '${location}' to '${target}' finished`);
  },
});
