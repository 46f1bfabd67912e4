import type { Command } from "../shell/system.ts";
import { bash } from "./bash.ts";
import { cat } from "./cat.ts";
import { chmod } from "./chmod.ts";
import { chown } from "./chown.ts";
import { cp, mv } from "./cp.ts";
import { cut } from "./cut.ts";
import { echo } from "./echo.ts";
import { grep } from "./grep.ts";
import { hostname } from "./hostname.ts";
import { id } from "./id.ts";
import { ls } from "./ls.ts";
import { mkdir } from "./mkdir.ts";
import { pveversion } from "./pveversion.ts";
import { rm } from "./rm.ts";
import { sed } from "./sed.ts";
import { sha256sum } from "./sha256sum.ts";
import { stat } from "./stat.ts";
import { falseCommand, trueCommand } from "./status.ts";
import { sudo } from "./sudo.ts";
import { tee } from "./tee.ts";
import { test } from "./test.ts";
import { uname } from "./uname.ts";
import { wc } from "./wc.ts";
import { whoami } from "./whoami.ts";

/** The ordinary programs of a node. One a file; a new one is a file and a line here. Proxmox's own are in programs/. */
export const commands: readonly Command[] = [
  bash,
  cat,
  chmod,
  chown,
  cp,
  cut,
  echo,
  falseCommand,
  grep,
  hostname,
  id,
  ls,
  mkdir,
  mv,
  pveversion,
  rm,
  sed,
  sha256sum,
  stat,
  sudo,
  tee,
  test,
  trueCommand,
  uname,
  wc,
  whoami,
];
