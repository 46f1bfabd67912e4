/**
 * Names the guest that is being taken over by `strata adopt`. Its stack contains root's step as any other's does, and a
 * step that is made runs; what root sets was compared before, so this time it has nothing to do.
 */
export const adoptsVariable = "STRATA_ADOPTS";
