/** Stack with the templates. */
export const imagesStack = "images";

/** Stack with users, the role and the token, which root@pam alone may change. */
export const accessStack = "access";

/** Stack with what guests stand on. */
export const platformStack = "platform";

/** Stacks that are no guest's, by what they hold. */
export const stackNames: Readonly<Record<string, string>> = {
  [imagesStack]: "the images",
  [accessStack]: "users, the role and the token",
  [platformStack]: "what guests stand on",
};
