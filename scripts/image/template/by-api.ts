import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Lab, Node } from "../../../model/lab.ts";
import type { ProxmoxWork } from "../../target/proxmox-work.ts";
import type { Artifact } from "../packer/artifact.ts";
import { diskOptions, type Hands, isFull, landingName } from "./hands.ts";
import type { Stop } from "./stop.ts";

/**
 * Hands that need no login on the node: the API token alone. The node checks the digest of what arrives before it is put
 * into its place (`checksum` of Proxmox's upload); an upload that was cut begins anew.
 *
 * @throws StrataError 3 where no storage of the node takes disks to import
 */
export function handsByApi(api: ProxmoxWork, { site, storages }: Lab, { name: node }: Node): Hands {
  const storage = storages.find(({ nodes, content }) => nodes.includes(node) && content.includes("import"));
  if (!storage)
    throw new StrataError(
      exitCodes.refused,
      `no storage of ${node} takes disks to import; put import into the content of one in personas/${site.name}/site.yaml, or say --via ssh`,
    );
  const machines = `/nodes/${node}/qemu`;
  const set = (doing: string, id: number, options: Record<string, string>) =>
    api.task(`${node}: ${doing}`, "POST", `${machines}/${id}/config`, options);
  return {
    create: (id, options) =>
      api.task(`${node}: making machine ${id}`, "POST", machines, { vmid: String(id), ...options }),
    destroy: (id) => api.task(`${node}: removing ${id}`, "DELETE", `${machines}/${id}`, { purge: "1" }),
    async send(artifact, stop) {
      await upload(api, artifact, { node, storage: storage.name }, stop);
      return `${storage.name}:import/${landingName(artifact)}`;
    },
    importDisk: (id, landed, onto) =>
      set(`importing the disk of ${id} into ${onto}`, id, {
        scsi0: `${onto}:0,import-from=${landed},${diskOptions}`,
        boot: "order=scsi0",
      }),
    toTemplate: (id) => api.task(`${node}: making a template of ${id}`, "POST", `${machines}/${id}/template`),
    rename: (id, name, description) => set(`naming ${id}`, id, { name, description }),
    discard: (landed) => {
      const [, file = ""] = landed.split(":");
      const path = `/nodes/${node}/storage/${storage.name}/content/${file}`;
      return api.task(`${node}: removing ${landed}`, "DELETE", path);
    },
  };
}

async function upload(
  api: ProxmoxWork,
  artifact: Artifact,
  { node, storage }: { readonly node: string; readonly storage: string },
  { signal }: Stop,
): Promise<void> {
  const { file, manifest } = artifact;
  const checksum = manifest.digest.replace("sha256:", "");
  // pveproxy finds them in this order alone (PVE::APIServer::AnyEvent, file_upload_multipart).
  const fields = { content: "import", "checksum-algorithm": "sha256", checksum };
  const what = `the upload of ${manifest.file} to ${node}:${storage}`;
  try {
    const given = { fields, file, named: landingName(artifact), signal };
    await api.upload(what, `/nodes/${node}/storage/${storage}/upload`, given);
  } catch (error) {
    if (signal.aborted)
      throw new StrataError(exitCodes.stepFailed, `the upload of ${manifest.file} was stopped; run this again`);
    if (error instanceof StrataError && isFull(error))
      throw new StrataError(error.exit, `${error.message}; make room on ${storage}`);
    throw error;
  }
}
