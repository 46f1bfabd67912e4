import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { modulesFolder, openTofu, providers } from "../../toolchain/pins.ts";

const required = (module: string, path: string) =>
  new RegExp(`^require ${path.replaceAll(".", "\\.")} v(\\S+)$`, "m").exec(
    readFileSync(join(modulesFolder, module, "go.mod"), "utf8"),
  )?.[1];

test("the versions that tables show are the ones that go.mod requires", () => {
  const [proxmox] = providers;
  expect(required(openTofu.module, "github.com/opentofu/opentofu")).toBe(openTofu.version);
  expect(required("provider-proxmox", "github.com/bpg/terraform-provider-proxmox")).toBe(proxmox?.version);
});

test("the stand-in carries the version it is served as", () => {
  const standIn = providers.find(({ name }) => name === "hashicorp/null");
  expect(standIn?.ldflags).toContain(`main.version=${standIn?.version}`);
});
