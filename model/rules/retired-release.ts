import type { Rule } from "../draft.ts";

/** Nothing is made from a release whose templates were removed. */
export const nothingRetired: Rule = ({ guests, images }) => [
  ...guests.flatMap(({ release, source, enabled }) => {
    if (!enabled || release?.retired === undefined) return [];
    const { image, version, retired } = release;
    return source.fault(["image"], `${image} ${version} was retired on ${retired.slice(0, 10)}; name one in service`);
  }),
  ...[...images.values()].flatMap(({ channels, releases }) =>
    (["stable", "candidate"] as const).flatMap((channel) => {
      const version = channels[channel];
      const [found] = version === undefined ? [] : (releases.get(version)?.templates ?? []);
      if (found?.retired === undefined) return [];
      return channels.source.fault(
        [channel],
        `${version} was retired on ${found.retired.slice(0, 10)}; name one in service`,
      );
    }),
  ),
];
