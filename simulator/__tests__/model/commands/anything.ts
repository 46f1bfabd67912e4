/** Any endpoint there is, its parameters filled in from its declaration: a new one is tried without a line here. */
import fc from "fast-check";
import { endpoints } from "../../../src/endpoints/index.ts";
import type { Endpoint } from "../../../src/kernel/endpoint.ts";
import type { Schema } from "../../../src/schema/schema.ts";
import { wordsFor } from "../../words.ts";
import { type Act, asks } from "../act.ts";

/** Those that ask the network, whose answers do not follow from the seed, and those that want a file. */
const outside = /\/(download-url|query-url-metadata|query-oci-repo-tags|oci-registry-pull|upload)$/;

const usable = endpoints.filter(({ path }) => !outside.test(path));

function actOf({ method, path, parameters }: Endpoint): fc.Arbitrary<Act> {
  const names = Object.keys(parameters).filter((name) => !name.endsWith("[n]"));
  const required = names.filter((name) => !parameters[name]?.optional || path.includes(`{${name}}`));
  const optional = names.filter((name) => !required.includes(name));
  return fc
    .subarray(optional, { maxLength: Math.min(3, optional.length) })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(
          [...required, ...chosen].map((name) => [
            name,
            fc.constantFrom(...wordsFor(name, parameters[name] as Schema)),
          ]),
        ),
      ),
    )
    .map((values) => {
      const filled = path.replaceAll(/\{([^}]+)\}/g, (_, key: string) => encodeURIComponent(values[key] ?? ""));
      const fields = Object.fromEntries(Object.entries(values).filter(([key]) => !path.includes(`{${key}}`)));
      const words = Object.entries(fields).map(([key, value]) => ` ${key}=${value}`);
      return asks(`${method} ${filled}${words.join("")}`, () => ({ method, path: filled, fields }));
    });
}

export const anything: fc.Arbitrary<Act> = fc.nat(usable.length - 1).chain((index) => actOf(usable[index] as Endpoint));
