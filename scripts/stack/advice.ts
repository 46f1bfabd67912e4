/** A fault of OpenTofu or its provider that a person can mend, and how. */
interface Known {
  readonly said: RegExp;
  readonly advice: string;
}

const known: readonly Known[] = [
  {
    said: /Failed to save state/,
    advice:
      "what was made stands in errored.tfstate in the stack's folder: keep it, make room, and run this again, which says where it belongs",
  },
  {
    said: /resource temporarily unavailable/,
    advice: "somebody else held the state's lock at that moment: run this again",
  },
  {
    said: /Unrecognized remote plugin message/,
    advice: "the provider did not start: see that TMPDIR, or else /tmp, is a folder in which this user may write",
  },
  {
    said: /checksum mismatch: got/,
    advice:
      "what was fetched is not what is pinned, and Proxmox kept nothing of it: compare both checksums with the vendor's list, mend the file that pins it, and apply again",
  },
  {
    said: /invalid server response|error fetching metadata from download url/,
    advice:
      "the node cannot fetch that address: see that the node reaches it and that it still exists, then apply again",
  },
  {
    said: /error cloning VM: .*Configuration file '[^']*' does not exist/s,
    advice:
      "the template that it is cloned from is gone: `strata runway` names it, `strata image provide` with its image and release makes it again, then apply again",
  },
];

/** Machines that were made, and whose guest agent never answered: bpg/proxmox warns of that and goes on. */
export function unanswered(warnings: readonly string[]): string[] {
  return warnings.flatMap((said) => /timeout while waiting for the QEMU agent on VM "(\d+)"/.exec(said)?.[1] ?? []);
}

/** What to do about a fault, where that is known; begins with a semicolon. */
export function advice(said: string): string {
  const found = known.find((one) => one.said.test(said));
  return found ? `; ${found.advice}` : "";
}
