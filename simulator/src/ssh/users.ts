/** An account of the node's operating system. */
export interface SshUser {
  readonly name: string;
  /** Root is 0; the group has the same number and name. */
  readonly uid: number;
  readonly home: string;
  /** Keys that may log in, each a line as in authorized_keys. */
  readonly publicKeys: readonly string[];
  /** Says whether a password is the right one; without it there is no login by password. */
  readonly checksPassword?: (password: string) => boolean;
  /**
   * What the user may run as root without a password, as in sudoers: "ALL", a command's path (any arguments), or a path with
   * arguments, where * stands for any text.
   */
  readonly sudo?: readonly string[];
}

/** What a node says about itself. */
export interface HostFacts {
  /** Name of the node. */
  readonly node: string;
  /** Version of pve-manager, such as 9.1.1. */
  readonly version: string;
  /** Short commit of that version. */
  readonly repoid: string;
  /** Running kernel, such as 6.17.2-1-pve. */
  readonly kernel: string;
}
