import { downloadAppliance, listAppliances } from "./appliances.ts";
import { downloadUrl } from "./download-url.ts";
import { pullFromRegistry, repositoryTags } from "./oci.ts";
import { urlMetadata } from "./url-metadata.ts";

export const downloads = [
  listAppliances,
  downloadAppliance,
  urlMetadata,
  downloadUrl,
  pullFromRegistry,
  repositoryTags,
];
