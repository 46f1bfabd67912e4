import type { Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";
import { stackNames } from "../stack-names.ts";
import { isImageName, noImageName } from "../template-name.ts";

/** A guest and a node never share a name: both become names in DNS. */
export const guestIsNoNode: Rule = ({ guests, nodes, site }) =>
  guests.flatMap(({ name, file }): Fault[] => {
    if (!nodes.has(name)) return [];
    const message = `${name} is the name of a node (${place(site.source.keyAt(["nodes", name]))}); rename this file`;
    return [{ at: { file, line: 1, column: 1 }, message }];
  });

/** A guest's stack bears its name, and no two stacks the same. */
export const guestIsNoStack: Rule = ({ guests }) =>
  guests.flatMap(({ name, file }): Fault[] => {
    const what = stackNames[name];
    if (what === undefined) return [];
    const message = `${name} is the name of the stack that holds ${what}; rename this file`;
    return [{ at: { file, line: 1, column: 1 }, message }];
  });

/** A site's file says the name of its folder, so that one that was copied is not taken for the other. */
export const siteNamesItself: Rule = ({ name, site }) =>
  site.value.site !== undefined && site.value.site !== name
    ? [site.source.fault(["site"], `site ${site.value.site} is in the folder ${name}; write site: ${name}`)]
    : [];

/** Templates are named after their image, and their names stand in DNS. */
export const imageNamesTemplates: Rule = ({ images }) =>
  [...images.values()].flatMap(({ name, source: { file } }): Fault[] => {
    const message = `"${name}" ${noImageName}; rename this folder`;
    return isImageName(name) ? [] : [{ at: { file, line: 1, column: 1 }, message }];
  });
