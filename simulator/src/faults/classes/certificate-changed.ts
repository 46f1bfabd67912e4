import type { Condition } from "../fault-class.ts";

export const certificateChanged: Condition<"certificate-changed", Record<never, never>> = {
  kind: "condition",
  name: "certificate-changed",
  says: "the server shows another certificate, signed by an authority that nobody knows",
  parameters: {},
  begin: (cluster) => cluster.faults.equipment.changeCertificate(),
};
