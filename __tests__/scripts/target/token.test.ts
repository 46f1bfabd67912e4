import { describe, expect, test } from "@jest/globals";
import { resolveTarget } from "../../../scripts/target/target.ts";
import { startHost } from "./host.ts";
import { TargetLab, token } from "./target-lab.ts";

const own = TargetLab.forEachTest();

describe("the token", () => {
  test("comes from the environment, else from the site's file of secrets", async () => {
    own.write("secrets/home.env", `# a comment\nexport PROXMOX_VE_API_TOKEN="${token}"\n`);
    expect((await resolveTarget(own.pinned(), own.root)).environment.PROXMOX_VE_API_TOKEN).toBe(token);
    process.env.PROXMOX_VE_API_TOKEN = token.replace("ci=", "laptop=");
    expect((await resolveTarget(own.pinned(), own.root)).environment.PROXMOX_VE_API_TOKEN).toContain("!laptop=");
  });

  test("is missing: where it belongs is told", async () => {
    expect(await own.refused(own.pinned())).toEqual([
      4,
      "no API token for home: PROXMOX_VE_API_TOKEN is not set; set it, or copy secrets/home.env.example to secrets/home.env and fill it in",
    ]);
  });

  test("is refused from a file that others can read", async () => {
    own.write("secrets/home.env", `PROXMOX_VE_API_TOKEN=${token}\n`, 0o644);
    expect(await own.refused(own.pinned())).toEqual([
      3,
      "secrets/home.env can be read by others; close it with `chmod 600 secrets/home.env`",
    ]);
  });

  test.each([
    ["TODO", "the API token is still a placeholder; put in what `pveum user token add` printed"],
    ["strata@pve!ci=CHANGEME", "the API token is still a placeholder; put in what `pveum user token add` printed"],
    [
      "hunter2",
      "this is not an API token; it has the form user@realm!name=secret, as `pveum user token add` prints it",
    ],
    [
      "office@pve!ci=1-2",
      "the API token belongs to office@pve, but home is managed by strata@pve; is it the token of another lab?",
    ],
  ])("%s is refused", async (given, says) => {
    process.env.PROXMOX_VE_API_TOKEN = given;
    expect(await own.refused(own.pinned())).toEqual([3, `PROXMOX_VE_API_TOKEN: ${says}`]);
  });
});

describe("root's ticket", () => {
  test("goes to the programs in the password's place: they are not given what they could log in with anew", async () => {
    const answer = { ticket: "PVE:root@pam:65ABCDEF::signed", CSRFPreventionToken: "65ABCDEF:csrf" };
    await own.host.close();
    own.host = await startHost({ "/access/ticket": answer });
    process.env.PROXMOX_VE_USERNAME = "root@pam";
    process.env.PROXMOX_VE_PASSWORD = "hunter2";
    const { environment } = await resolveTarget(own.pinned(), own.root, "root");
    expect({ ...process.env, ...environment }).toMatchObject({
      PROXMOX_VE_API_TOKEN: "",
      PROXMOX_VE_AUTH_TICKET: answer.ticket,
      PROXMOX_VE_CSRF_PREVENTION_TOKEN: answer.CSRFPreventionToken,
      PROXMOX_VE_USERNAME: "",
      PROXMOX_VE_PASSWORD: "",
    });
  });
});
