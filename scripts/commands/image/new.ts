import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { imageNamed } from "../../../model/image-named.ts";
import type { Image } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";
import { newImage } from "../../../model/new-image.ts";
import { sharedFolder } from "../../../model/reading/images.ts";
import { isImageName, noImageName } from "../../../model/template-name.ts";
import type { StrataCommand } from "../../command.ts";

/** `strata image new <name>`: adding an image is one folder. */
export default {
  configure: (command) =>
    void command
      .argument("<name>", "name of the image, and of its folder")
      .option("--like <image>", "image whose base and machine it begins with (default: CHANGEME)")
      .option("--dry-run", "show the file; write nothing")
      .addHelpText("after", "\nExample:\n  strata image new debian13-web --like debian13-docker"),
  async run({ arguments: [name = ""], options, root, site }) {
    if (!isImageName(name) || name === sharedFolder) throw wrong(`"${name}" ${noImageName}`);
    const like = typeof options.like === "string" ? imageNamed(loadLab(root, site), options.like) : undefined;
    const file = `images/${name}/image.yaml`;
    const content = newImage(like);
    if (existsSync(join(root, `images/${name}`))) throw wrong(`images/${name}/ is there already; choose another name`);
    if (options.dryRun) return { text: `# ${file}\n${content}`, facts: { file, content, written: false } };
    write(root, site, name, content, like);
    return { text: `wrote ${file}\n${content}`, facts: { file, content, written: true } };
  },
} satisfies StrataCommand;

/** Leaves the folder only where the lab with it is right. */
function write(root: string, site: string, name: string, content: string, like: Image | undefined): void {
  const folder = join(root, "images", name);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, "image.yaml"), content, { flag: "wx" });
    if (like)
      for (const part of ownParts(like))
        cpSync(join(root, "images", like.name, part), join(folder, part), { recursive: true });
    loadLab(root, site);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

/** What belongs to the image itself of what its base needs: what makes a disk of packages, what an installer is told. */
function ownParts({ recipe: { base, kickstart } }: Image): string[] {
  return [...(base.from === "packages" ? ["base"] : []), ...(kickstart ? ["http"] : [])];
}

function wrong(message: string): StrataError {
  return new StrataError(exitCodes.wrongInput, message);
}
