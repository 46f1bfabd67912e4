import type { Lab } from "../../model/lab.ts";
import type { Review } from "../../model/review/review.ts";
import { clones, refuseGone } from "../../model/review/template-gone.ts";

/** Asks the target whether the templates of what a plan clones are there; a plan that clones nothing asks nothing. */
export async function reviewTemplates(review: Review, lab: Lab, root: string): Promise<Review> {
  if (!clones(review, lab)) return review;
  const [{ aim }, { look }] = await Promise.all([import("../target/aim.ts"), import("../image/template/look.ts")]);
  const { standing, close } = await look(aim(lab, root));
  close();
  const templates = standing.filter(({ template }) => template).map(({ vmid, node }) => ({ id: vmid, node }));
  return refuseGone(review, lab, templates);
}
