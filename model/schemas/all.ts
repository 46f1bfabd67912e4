import * as z from "zod";
import { channels, image, releaseFile } from "./image.ts";
import { persona } from "./persona.ts";
import { site } from "./site.ts";

/** JSON Schemas for editors, by the name that the first line of a file gives them: `site` is `schemas/site.json`. */
export function jsonSchemas(): Record<string, unknown> {
  const schemas = { site, persona, image, release: releaseFile, channels };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: "input", reused: "inline" })]),
  );
}
