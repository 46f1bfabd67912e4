import { fileURLToPath } from "node:url";
import type { Image } from "../../../model/lab.ts";
import { loadLab } from "../../../model/load.ts";

/** The checkout, whose own images are what these tests look at. */
export const checkout = fileURLToPath(new URL("../../..", import.meta.url));

export const images = loadLab(checkout, "home").images;

/** One of the checkout's images, with some of it changed. */
export function imageNamed(name: string, change: Partial<Image> = {}): Image {
  const image = images.find((candidate) => candidate.name === name);
  if (!image) throw new Error(`${name} is no image of the checkout`);
  return { ...image, ...change };
}

/** Public key as a build would make one; good for nothing. */
export const buildKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExam build";
