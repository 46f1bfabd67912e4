import type { GuestDraft } from "../draft.ts";

/** Guests in the order in which they keep what two of them claim: those that hold data stay, then by name. */
export function settledFirst(guests: readonly GuestDraft[]): GuestDraft[] {
  return [...guests.filter(holdsData), ...guests.filter((guest) => !holdsData(guest))];
}

/** Whether the guest holds what a new template would destroy, or what would have to follow it. */
export function holdsData({ kind, protect, data = [] }: Pick<GuestDraft, "kind" | "protect" | "data">): boolean {
  return kind === "k3s" || protect === true || data.length > 0;
}
