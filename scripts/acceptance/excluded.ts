/** Tests that are not run, by name, each with what it wants that there is not. */
export const excluded: Readonly<Record<string, string>> = {
  TestAccDatasourceACMEAccount: "registers an account at a public certificate authority",
  TestAccDatasourceACMEAccounts: "registers an account at a public certificate authority",
  TestAccResourceACMEAccount: "registers an account at a public certificate authority",
  TestAccResourceACMECertificate: "orders a certificate for a public domain from a public certificate authority",
  TestAccResourceACMECertificate_Import: "orders a certificate for a public domain from a public certificate authority",
  TestAccDataSourceCephStatus: "needs a Ceph cluster, which is not simulated",
  TestAccResourceCephPool: "needs a Ceph cluster, which is not simulated",
  TestAccRealmOpenID: "sets the option audiences, which Proxmox VE 9.1.3 does not know yet",
  TestAccResourceRepoValidInput: "wants the address of a public package mirror among a node's repositories",
  TestAccResourceSDNZoneEVPN: "skips itself, whatever is there",
};
