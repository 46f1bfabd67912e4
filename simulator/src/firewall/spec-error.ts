/** What is wrong with one part of a rule, in Proxmox's words. */
export class SpecError extends Error {}

/** What a check complains about; nothing when all is well. */
export function faultIn(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
}
