/** Options of the whole cluster. */
import { allowedTags, changeOptions, shownOptions } from "../../datacenter/options.ts";
import { optionSchema } from "../../datacenter/schema.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { formatted, optional } from "../../schema/schema.ts";

export const readOptions = endpoint({
  method: "GET",
  path: "/cluster/options",
  // Anybody may ask; who may not audit is told less.
  permission: { ...must(privileged("/", "Sys.Audit")), user: "all" },
  run({ cluster, caller }) {
    const { console, "tag-style": tagStyle, ...rest } = shownOptions(cluster);
    return {
      ...(caller.can("/", ["Sys.Audit"]) && rest),
      ...(console !== undefined && { console }),
      ...(tagStyle !== undefined && { "tag-style": tagStyle }),
      "allowed-tags": allowedTags(cluster, caller),
    };
  },
});

export const setOptions = endpoint({
  method: "PUT",
  path: "/cluster/options",
  permission: must(privileged("/", "Sys.Modify")),
  parameters: { ...optionSchema, delete: optional(formatted("pve-configid-list")) },
  run({ cluster, parameters: { delete: remove = "", ...set } }) {
    changeOptions(cluster, set, remove);
    return null;
  },
});
