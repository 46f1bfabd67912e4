/** Certificates of a node. */
import {
  certificateInfo,
  certificates,
  customFile,
  customKey,
  demandPair,
  type StoredCertificate,
} from "../../certificates/certificate.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { boolean, formatted, optional } from "../../schema/schema.ts";

const modifier = must(privileged("/nodes/{node}", "Sys.Modify"));
const restart = optional(boolean(), false);
const without = "serving the certificate: the API keeps its own";

export const certificateIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/certificates",
  permission: everyone,
  run: () => [{ name: "acme" }, { name: "custom" }, { name: "info" }],
});

export const readCertificates = endpoint({
  method: "GET",
  path: "/nodes/{node}/certificates/info",
  permission: everyone,
  run({ cluster, parameters: { node } }) {
    const table = cluster.state.table(certificates);
    return ["pve-root-ca.pem", "pve-ssl.pem", customKey(node)].flatMap((key) => {
      const stored = table.get(key);
      return stored ? [certificateInfo(stored)] : [];
    });
  },
});

export const uploadCertificate = endpoint({
  method: "POST",
  path: "/nodes/{node}/certificates/custom",
  permission: modifier,
  parameters: {
    certificates: formatted("pem-certificate-chain"),
    key: optional(formatted("pem-string")),
    force: optional(boolean(), false),
    restart,
  },
  without,
  run({ cluster, parameters: { node, certificates: pem, key: given, force } }) {
    const table = cluster.state.table(certificates);
    const before = table.get(customKey(node));
    const key = given ?? before?.key;
    if (key === undefined) {
      throw invalidParameters({ key: "Attempted to upload custom certificate without (existing) key." });
    }
    if (before && !force) throw refusal("Custom certificate file exists but force flag is not set.");
    demandPair(pem, key);
    const stored: StoredCertificate = { filename: customFile, pem, key };
    table.put(customKey(node), stored);
    return certificateInfo(stored);
  },
});

export const deleteCertificate = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/certificates/custom",
  permission: modifier,
  parameters: { restart },
  without,
  run({ cluster, parameters: { node } }) {
    cluster.state.table(certificates).remove(customKey(node));
    return null;
  },
});
