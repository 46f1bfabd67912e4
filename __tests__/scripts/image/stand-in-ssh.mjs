// Goes between a run and OpenSSH's own ssh and sftp, to make happen what happens to a person.
// STAND_IN_SSH `before qm template` or `after qm template`: the run is killed when it comes to that command.
// STAND_IN_SFTP `cuts`: half of the file arrives, then the connection is lost. `damages`: one byte arrives as another,
// once for each line of STAND_IN_SFTP_TIMES.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const args = process.argv.slice(2);
const name = process.env.STAND_IN_NAME;
const path = process.env.PATH.split(":").slice(1).join(":");
const real = execFileSync("/bin/sh", ["-c", `command -v ${name}`], { env: { PATH: path } })
  .toString()
  .trim();
const run = () => spawnSync(real, args, { stdio: "inherit" }).status ?? 255;
const strata = process.ppid;

if (name === "ssh") {
  const [when, ...words] = (process.env.STAND_IN_SSH ?? "").split(" ");
  const struck = words.length > 0 && args.at(-1).startsWith(words.join(" "));
  if (struck && when === "before") process.kill(strata, "SIGKILL");
  else {
    const status = run();
    if (struck) process.kill(strata, "SIGKILL");
    process.exit(status);
  }
} else {
  const batch = args[args.indexOf("-b") + 1];
  const mode = process.env.STAND_IN_SFTP;
  if (mode === "cuts") {
    send(batch, (content) => content.subarray(0, content.length / 2));
    run();
    console.error("Connection closed");
    process.exit(255);
  }
  const left = process.env.STAND_IN_SFTP_TIMES;
  if (mode === "damages" && existsSync(left)) {
    const [, ...others] = readFileSync(left, "utf8").split("\n");
    if (others.length > 0) {
      writeFileSync(left, others.join("\n"));
      send(batch, (content) => Buffer.concat([content.subarray(0, -1), Buffer.from("!")]));
    }
  }
  process.exit(run());
}

/** Lets sftp send another file than the one it was told to. */
function send(batch, change) {
  const [, command, from, to] = /^(\w+) "([^"]+)" "([^"]+)"/.exec(readFileSync(batch, "utf8"));
  writeFileSync(`${batch}.other`, change(readFileSync(from)));
  writeFileSync(batch, `${command} "${batch}.other" "${to}"\n`);
}
