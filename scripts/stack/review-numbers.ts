import type { Lab } from "../../model/lab.ts";
import { makesGuests, refuseTaken } from "../../model/review/number-taken.ts";
import type { Review } from "../../model/review/review.ts";

/** Asks the target whose the numbers are of guests that a plan would make; a plan that makes none asks nothing. */
export async function reviewNumbers(review: Review, lab: Lab, root: string): Promise<Review> {
  if (!makesGuests(review)) return review;
  const [{ aim }, { proxmox }] = await Promise.all([import("../target/aim.ts"), import("../target/proxmox.ts")]);
  const target = aim(lab, root);
  const api = proxmox(target.endpoint, target.pin, target.token());
  try {
    const { data } = await api.get<readonly { vmid: number; name?: string }[]>("/cluster/resources?type=vm");
    return refuseTaken(review, new Map(data.map(({ vmid, name }) => [vmid, name ?? String(vmid)])));
  } finally {
    api.close();
  }
}
