import type { Image } from "../lab.ts";

/** How an installer is told from its boot menu where its answers are. */
export interface Installer {
  /** Keys as Packer types them; `answers` is an address that the installer can read, absent where it finds them itself. */
  readonly bootCommand: (answers: string | undefined) => readonly string[];
  /** How long its menu takes to appear. */
  readonly bootWait: string;
}

/**
 * GRUB of EL9's installer under UEFI: the first entry installs, without the test of the medium that the preselected one
 * makes. Anaconda takes `ks.cfg` of a volume labelled OEMDRV without being told
 * (https://anaconda-installer.readthedocs.io/en/latest/boot-options.html).
 */
const anaconda: Installer = {
  bootCommand: (answers) => [
    "<up>e<wait><down><down><end>",
    ` inst.text${answers === undefined ? "" : ` inst.ks=${answers}`}`,
    "<leftCtrlOn>x<leftCtrlOff>",
  ],
  bootWait: "10s",
};

/** Installers by the name of their operating system. */
export const installers: Readonly<Record<Image["os"]["name"], Installer>> = { alma: anaconda };
