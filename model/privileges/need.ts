/** A privilege that must be there, on which path, and for whose sake. */
export interface Need {
  readonly privilege: string;
  readonly path: string;
  readonly reason: string;
}

/** A privilege, the path it is needed on, and what the stacks do with it. */
export type Row<S> = readonly [privilege: string, path: (subject: S) => string, what: string];

/** What rows ask for the sake of one subject. @param name how a person calls it, such as `gitea` or `storage tank` */
export function needsOf<S>(rows: readonly Row<S>[], subject: S, name: string): Need[] {
  return rows.map(([privilege, path, what]) => ({ privilege, path: path(subject), reason: `${name}: ${what}` }));
}
