/** What somebody asks to see, as the query of the address says it. */

export const statuses = ["running", "stopped", "template"] as const;
export type Status = (typeof statuses)[number];

export interface View {
  /** Only what is on this node. */
  readonly node?: string;
  /** Only guests in this state. */
  readonly status?: Status;
  /** The log of one task, by its UPID, and nothing else. */
  readonly task?: string;
}

/** @param query without the question mark; what is not known in it is passed over */
export function readView(query: string): View {
  const asked = new URLSearchParams(query);
  const [node, task] = [asked.get("node"), asked.get("task")];
  const status = statuses.find((known) => known === asked.get("status"));
  return { ...(node && { node }), ...(status && { status }), ...(task && { task }) };
}

/** Address of a view. */
export function linkTo(view: View): string {
  const query = new URLSearchParams(Object.entries(view)).toString();
  return query === "" ? "/" : `/?${query}`;
}

/** The same view with a filter set, or without it where it is set already. */
export function toggled(view: View, filter: Pick<View, "node"> | Pick<View, "status">): View {
  const [[key, value] = []] = Object.entries(filter);
  const { [key as keyof View]: present, ...rest } = view;
  return present === value ? rest : { ...rest, ...filter };
}
