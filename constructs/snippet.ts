import { Construct } from "constructs";
import { literal } from "../providers/hcl.ts";
import { File } from "../providers/proxmox/file.ts";

export interface SnippetProps {
  /** Node whose SSH takes the file. */
  readonly node: string;
  /** Storage with content `snippets` on that node. */
  readonly storage: string;
  /** File name. It stays the same when the text changes, so that whoever refers to it is left alone. */
  readonly name: string;
  readonly text: string;
}

/** A text file that Proxmox hands to cloud-init. The API does not take snippets: it travels over SSH. */
export class Snippet extends Construct {
  /** Where Proxmox finds it, such as `local:snippets/gitea-114-user-data.yaml`. */
  public readonly volume: string;
  /** What must be there before a machine that names the volume. */
  public readonly file: File;

  constructor(scope: Construct, id: string, { node, storage, name, text }: SnippetProps) {
    super(scope, id);
    this.file = new File(this, "Default", {
      nodeName: node,
      datastoreId: storage,
      contentType: "snippets",
      // Through sudo, for a user who may not write to the storage's folder.
      uploadMode: "stream",
      sourceRaw: { fileName: name, data: literal(text) },
    });
    // Not the file's id: a changed text replaces the file, its id would be unknown until then, and an unknown volume
    // replaces the machine.
    this.volume = `${storage}:snippets/${name}`;
  }
}
