/** The certificate that the API's server shows, and another one. */
import type { Server } from "node:https";
import { type ServerIdentity, serverIdentity } from "../pki/identity.ts";

/**
 * Shows a certificate of an authority that no client knows. Connections that are open keep what they were shown, so those that wait
 * for a request are ended.
 *
 * @param folder where the other authority is kept
 * @returns what shows the right one again
 */
export function changeCertificate(server: Server, right: ServerIdentity, folder: string): () => void {
  const show = ({ certificate, privateKey }: ServerIdentity) => {
    server.setSecureContext({ cert: certificate, key: privateKey, minVersion: "TLSv1.2" });
    server.closeIdleConnections();
  };
  show(serverIdentity({ folder, names: [] }));
  return () => show(right);
}
