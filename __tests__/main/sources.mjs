/** Stands in for the bundle: the sources, as they are. */
export const bundled = (entry) => import(new URL(`../../${entry}`, import.meta.url).href);
