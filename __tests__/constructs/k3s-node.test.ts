import { expect, test } from "@jest/globals";
import { guest, lab } from "./lab.ts";
import { machineOf, synth } from "./synth.ts";

const cluster = guest({ kind: "k3s", name: "k3s-single", id: 210, address: "192.168.88.60" });

test("a cluster of one server tells its number, its address and how kubectl gets there", () => {
  const { output } = synth(lab([cluster]))["k3s-single"] ?? {};
  expect(output).toMatchObject({
    vmid: { value: "${proxmox_virtual_environment_vm.vm.vm_id}" },
    ipv4: { value: "192.168.88.60" },
    kubectl_context: { value: "home-k3s-single" },
    kubectl_server: { value: "https://192.168.88.60:6443" },
    kubectl_fetch: {
      value:
        "(umask 077 && mkdir -p ~/.kube && ssh ops@192.168.88.60 sudo cat /etc/rancher/k3s/k3s.yaml" +
        " | sed -e 's#https://127.0.0.1:6443#https://192.168.88.60:6443#' -e 's/: default$/: home-k3s-single/'" +
        " > ~/.kube/home-k3s-single.yaml)",
    },
  });
});

test("a plain machine tells its number and its address only", () => {
  const { output } = synth(lab([guest()])).gitea ?? {};
  expect(Object.keys(output ?? {})).toEqual(["ipv4", "vmid"]);
});

test("a machine that becomes a cluster keeps its address in the state", () => {
  const asMachine = synth(lab([{ ...cluster, kind: "vm" }]))["k3s-single"];
  const asCluster = synth(lab([cluster]))["k3s-single"];
  const { "//": _, ...machine } = machineOf(asMachine);
  expect(machineOf(asCluster)).toMatchObject(machine);
});
