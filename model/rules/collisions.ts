/** Something that two may not share, and who has it. */
export interface Claim<Key, Owner> {
  readonly key: Key;
  readonly owner: Owner;
}

/** Every claim on a key that an earlier claim has already, with that earlier one. One pass, whatever the number. */
export function collisions<Key, Owner>(claims: Iterable<Claim<Key, Owner>>): { taker: Owner; owner: Owner }[] {
  const owners = new Map<Key, Owner>();
  const found: { taker: Owner; owner: Owner }[] = [];
  for (const { key, owner: taker } of claims) {
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, taker);
    else found.push({ taker, owner });
  }
  return found;
}
