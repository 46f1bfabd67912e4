import * as z from "zod";
import { image } from "./image.ts";
import { persona } from "./persona.ts";
import { channels, releaseFile } from "./release.ts";
import { site } from "./site.ts";

/** JSON Schemas for editors, by the name that the first line of a file gives them: `site` is `schemas/site.json`. */
export function jsonSchemas(): Record<string, unknown> {
  const schemas = { site, persona, image, release: releaseFile, channels };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: "input", reused: "inline" })]),
  );
}
