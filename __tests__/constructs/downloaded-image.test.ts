import { expect, test } from "@jest/globals";
import type { DownloadedImage, DownloadedRelease } from "../../model/downloaded-image.ts";
import { lab } from "./lab.ts";
import { synth } from "./synth.ts";

const gib = 2 ** 30;
const release = (version: string, id: number): DownloadedRelease => ({
  release: version,
  template: `debian13-${version}`,
  url: `https://images.example/\${x}/${version}/debian-13.raw`,
  checksum: `sha512:${version}`,
  disk: 3 * gib,
  releaseFile: `images/debian13/releases/${version}.yaml`,
  places: [{ node: "forge", storage: "fast", id, landing: "local" }],
});
const build: DownloadedImage = {
  builder: "cloud-download",
  image: "debian13",
  contract: {
    os: { name: "debian", version: "13" },
    firmware: "uefi",
    machine: "q35",
    cpuLevel: "x86-64-v1",
    guarantees: { agent: false, cloudInit: true, python: true, sudo: true },
  },
  kept: [release("v1.0.0", 9010)],
  current: release("v1.1.0", 9011),
};

const images = synth(lab([]), [build]).images;
const named = (type: string) => Object.entries(images?.resource[type] ?? {});

test("each release in service is a download with its checksum and a template of it", () => {
  const downloads = named("proxmox_download_file");
  expect(downloads.map(([, { file_name, checksum }]) => [file_name, checksum])).toEqual([
    ["debian13-v1.0.0.raw", "v1.0.0"],
    ["debian13-v1.1.0.raw", "v1.1.0"],
  ]);
  const templates = named("proxmox_virtual_environment_vm");
  expect(templates.map(([, { name, vm_id }]) => [name, vm_id])).toEqual([
    ["debian13-v1.0.0", 9010],
    ["debian13-v1.1.0", 9011],
  ]);
  const [[disk = "", download] = ["", {}]] = downloads;
  const { "//": _, ...fetched } = download ?? {};
  expect(fetched).toEqual({
    node_name: "forge",
    datastore_id: "local",
    content_type: "import",
    url: `https://images.example/$\${x}/v1.0.0/debian-13.raw`,
    file_name: "debian13-v1.0.0.raw",
    checksum: "v1.0.0",
    checksum_algorithm: "sha512",
    overwrite: false,
    upload_timeout: 3600,
  });
  expect(templates[0]?.[1]).toMatchObject({
    template: true,
    started: false,
    bios: "ovmf",
    machine: "q35",
    efi_disk: { datastore_id: "fast", type: "4m", pre_enrolled_keys: false },
    serial_device: [{ device: "socket" }],
    agent: { enabled: false },
    initialization: { datastore_id: "fast", interface: "scsi1" },
    disk: [{ interface: "scsi0", import_from: `\${proxmox_download_file.${disk}.id}`, size: 3 }],
    tags: ["debian", "template"],
    lifecycle: { precondition: [{ condition: expect.stringContaining("machine.vm_id == 9010") }] },
  });
});

test("the newest is recorded once its template is there, and the outputs are read after that", () => {
  const [[step = "", record] = ["", {}]] = named("null_resource");
  const [, newest = ""] = named("proxmox_virtual_environment_vm").map(([name]) => name);
  const file = "../../../images/debian13/releases/v1.1.0.yaml";
  expect(record).toMatchObject({
    triggers: {
      release: "v1.1.0",
      recorded: `\${can(yamldecode(file("${file}")).built.at) ? "stands" : substr("stands\${timestamp()}", 0, 6)}`,
      templates: `\${proxmox_virtual_environment_vm.${newest}.id}`,
    },
    provisioner: [{ "local-exec": { working_dir: "../../.." } }],
  });
  expect(images?.output.debian13?.value).toMatchObject({
    version: `\${null_resource.${step}.id == "" ? "" : "v1.1.0"}`,
  });
});
