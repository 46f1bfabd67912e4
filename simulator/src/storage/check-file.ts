/** Looks into a file that a client gives before it is kept. Source: assert_iso_content and file_size_info of PVE::Storage, assert_ova_contents of PVE::API2::Storage::Status. */
import { refusal } from "../kernel/error.ts";
import { inspectFile } from "./disk-image.ts";
import { tarEntries } from "./tar.ts";
import { endings } from "./volume-name.ts";

/** The field that says what is looked into, for messages. */
export interface GivenFile {
  readonly content: string;
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** @throws 500 for an image of another format or one that refers to other files, and for an OVA without a description */
export function checkFile({ content, name, path, size }: GivenFile): void {
  if (content !== "iso" && content !== "import") return;
  const wanted = content === "import" ? endings.import.exec(name)?.[1] : undefined;
  if (wanted === "ova") demandDescription(path);
  if (wanted === "ova" || wanted === "raw") return;
  const { format, backed, external } = inspectFile(path, size);
  if (wanted !== undefined && format !== wanted) {
    throw refusal(`qemu-img: Could not open '${name}': Image is not in ${wanted} format`);
  }
  if (external) throw refusal(`${name}: 'data-file' references are not allowed!`);
  if (backed) throw refusal(`backing file not allowed for untrusted image '${name}'!`);
}

function demandDescription(path: string): void {
  for (const { name } of tarEntries(path)) if (name.endsWith(".ovf")) return;
  throw refusal("ova archive has no .ovf file inside");
}
