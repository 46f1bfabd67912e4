import { expect, test } from "@jest/globals";
import { digestOfNotifications, notificationSections, sectionCommand } from "../../model/notifications.ts";

const wanted = { mailto: ["a@home.arpa", "b@home.arpa"], severities: ["warning", "error"] };
const [target, matcher] = notificationSections(wanted);
if (!target || !matcher) throw new Error("there is a target and a matcher");

test("a target that is missing is made, and then the matcher that leads to it", () => {
  expect(sectionCommand(target, undefined)?.slice(0, 9)).toEqual([
    ...["pvesh", "create", "/cluster/notifications/endpoints/sendmail", "--name", "strata-mail"],
    ...["--mailto", "a@home.arpa", "--mailto", "b@home.arpa"],
  ]);
  expect(sectionCommand(matcher, undefined)).toEqual(
    expect.arrayContaining([
      "/cluster/notifications/matchers",
      "--match-severity",
      "warning,error",
      "--target",
      "strata-mail",
    ]),
  );
});

test("what is as the file says needs nothing, in whatever order Proxmox tells it", () => {
  expect(
    sectionCommand(target, { ...target.options, mailto: ["b@home.arpa", "a@home.arpa"], origin: "user-created" }),
  ).toBe(undefined);
});

test("what a hand changed is set again, and not made a second time", () => {
  const found = { ...matcher.options, "match-severity": ["error"] };
  expect(sectionCommand(matcher, found)?.slice(0, 3)).toEqual([
    "pvesh",
    "set",
    "/cluster/notifications/matchers/strata",
  ]);
});

test("other settings have another digest, by which the step runs again", () => {
  expect(digestOfNotifications({ ...wanted, severities: ["error"] })).not.toBe(digestOfNotifications(wanted));
});
