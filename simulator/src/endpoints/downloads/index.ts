import { downloadUrl } from "./download-url.ts";
import { urlMetadata } from "./url-metadata.ts";

export const downloads = [urlMetadata, downloadUrl];
