import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";
import { mappingEndpoints } from "./endpoints.ts";

const kinds = endpoint({
  method: "GET",
  path: "/cluster/mapping",
  permission: everyone,
  run: () => [{ name: "pci" }, { name: "usb" }, { name: "dir" }],
});

export const mapping = [kinds, ...mappingEndpoints("pci"), ...mappingEndpoints("usb"), ...mappingEndpoints("dir")];
