/** Names of keys as QEMU knows them. Source: QKeyCode of QEMU's QMP reference. */

const letters = "abcdefghijklmnopqrstuvwxyz";
const numbered = (prefix: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);

const names: ReadonlySet<string> = new Set([
  ...letters,
  ...numbered("", 0, 9),
  ...numbered("f", 1, 24),
  ...numbered("kp_", 0, 9),
  ..."shift shift_r alt alt_r ctrl ctrl_r menu esc minus equal backspace tab bracket_left bracket_right ret".split(" "),
  ..."semicolon apostrophe grave_accent backslash comma dot slash asterisk spc caps_lock less ro yen".split(" "),
  ..."num_lock scroll_lock kp_divide kp_multiply kp_subtract kp_add kp_enter kp_decimal kp_comma kp_equals".split(" "),
  ..."print sysrq pause home end pgup pgdn insert delete left up down right meta_l meta_r compose".split(" "),
  ..."stop again props undo front copy open paste find cut lf help power sleep wake".split(" "),
  ..."hiragana henkan muhenkan katakanahiragana lang1 lang2 mail computer calculator mediaselect".split(" "),
  ..."audionext audioprev audiostop audioplay audiomute volumeup volumedown".split(" "),
  ..."ac_home ac_back ac_forward ac_refresh ac_bookmarks unmapped".split(" "),
]);

/** Whether QEMU takes it as a key: by its name, or by its number such as 0x1e. */
export const isKeyName = (name: string): boolean => names.has(name) || /^0x[0-9a-f]+$/i.test(name);
