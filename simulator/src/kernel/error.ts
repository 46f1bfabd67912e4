/** What a client is told when something is wrong: Proxmox's status and words, never a stack. */

/** A refusal on its way to the client. */
export class PveError extends Error {
  readonly status: number;
  /** Fault by parameter, for a 400. */
  readonly errors: Readonly<Record<string, string>> | undefined;

  constructor(status: number, message: string, errors?: Readonly<Record<string, string>>) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** The ordinary refusal: a handler of Proxmox that dies with a text answers 500. */
export const refusal = (text: string): PveError => new PveError(500, text);

/** 403, as raise_perm_exc words it. @param what such as `/vms/100, VM.Clone` */
export const forbidden = (what?: string): PveError =>
  new PveError(403, what ? `Permission check failed (${what})` : "Permission check failed");

/** 400 with a fault per parameter. */
export const invalidParameters = (errors: Readonly<Record<string, string>>): PveError =>
  new PveError(400, "Parameter verification failed.", errors);

/** 401, before anything else is looked at. */
export const unauthorized = (text: string): PveError => new PveError(401, text);
