import { join } from "node:path";
import { loadLab } from "../../model/load.ts";
import { betweenMarks } from "../../model/published/between-marks.ts";
import { guestsPage, guestsTable, pictureName } from "../../model/published/guests-page.ts";
import { picture } from "../../model/published/picture.ts";
import { foldersIn } from "../../model/reading/folder.ts";
import { type GeneratedFile, textOf } from "../generated.ts";

/** What a person reads about the guests of every site: a page with a picture of each, and the table of the README. */
export function guestFiles(root: string): readonly GeneratedFile[] {
  const labs = foldersIn(root, "personas").map((site) => loadLab(root, site));
  const readme = { mark: "guests", part: guestsTable(labs), file: "README.md" };
  return [
    { file: "docs/reference/guests.md", text: guestsPage(labs) },
    ...labs.map((lab) => ({ file: `docs/reference/${pictureName(lab.site.name)}`, text: picture(lab) })),
    { file: "README.md", text: betweenMarks(textOf(join(root, "README.md")) ?? "", readme) },
  ];
}
