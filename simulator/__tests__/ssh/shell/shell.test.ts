import { describe, expect, test } from "@jest/globals";
import { run } from "../node.ts";

/** What a script prints when all goes well. */
async function printed(script: string): Promise<string> {
  const { status, out, err } = await run(script);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return out;
}

describe("words", () => {
  test.each([
    ["single quotes keep everything", `echo '$HOME "x" \\n'`, '$HOME "x" \\n\n'],
    ["double quotes keep blanks and expand", `a='x  y'; echo "<$a>" "\\$a"`, "<x  y> $a\n"],
    ["an unquoted variable is split at blanks", `a=' x  y '; echo <"$a"`.replace('<"$a"', "[$a]"), "[ x y ]\n"],
    ["quotes beside each other make one word", `echo 'it'"'"'s'`, "it's\n"],
    ["a backslash keeps the next character", "echo a\\ \\ b \\'", "a  b '\n"],
    ["a line goes on after a backslash", "echo a \\\n b", "a b\n"],
    ["an empty text is a word", `echo a "" b ''`, "a  b \n"],
    [
      "a fallback stands for what is unset or empty",
      `e=; echo "\${x:-1}" "\${e:-2}" "\${e-3}" "\${HOME:-4}"`,
      "1 2  /root\n",
    ],
    ["a fallback may itself expand", `a=7; echo \${x:-"<$a>"}`, "<7>\n"],
    ["a tilde is home", "echo ~ ~/x '~' a~", "/root /root/x ~ a~\n"],
    ["a comment ends a line", "echo a # b\necho c#d", "a\nc#d\n"],
    ["a lone dollar is itself", "echo $ a$", "$ a$\n"],
    ["a lone brace is itself", "echo { } a}b", "{ } a}b\n"],
  ])("%s", async (_name, script, out) => {
    expect(await printed(script)).toBe(out);
  });
});

describe("command substitution", () => {
  test.each([
    ["loses its last ends of line", 'echo "<$(echo a; echo b; echo)>"', "<a\nb>\n"],
    ["is split when unquoted", "echo $(echo a; echo b)", "a b\n"],
    ["nests, quotes and all", `echo "$(echo "a $(echo "b c")")"`, "a b c\n"],
    ["cannot change its shell", "a=1; b=$(a=2; echo $a); echo $a $b", "1 2\n"],
    ["gives its status to an assignment", "a=$(false) || echo failed", "failed\n"],
  ])("%s", async (_name, script, out) => {
    expect(await printed(script)).toBe(out);
  });
});

describe("lists and conditions", () => {
  test.each([
    ["&& and || have the same rank", "false && echo a || echo b && echo c", "b\nc\n"],
    ["! turns a status round", "! false && echo a", "a\n"],
    [
      "if takes the first branch that holds",
      "if false; then echo a; elif [ 1 -lt 2 ]; then echo b; else echo c; fi",
      "b\n",
    ],
    ["if without a branch that holds is a success", "if false; then echo a; fi; echo $?", "0\n"],
    ["a group is one command", "{ echo a; echo b; } | wc -l", "2\n"],
    ["a subshell keeps its changes to itself", "a=1; (a=2; cd /tmp); echo $a $PWD", "1 /root\n"],
    ["the status of the last command is $?", "false; echo $?; echo $?", "1\n0\n"],
    [
      "texts, numbers and files are tested",
      `[ a != b ] && [ -n x ] && [ ! -z x ] && [ 10 -ge 9 ] && [ -f /etc/hostname ] && [ -d /tmp ] && test ! -e /none && echo ok`,
      "ok\n",
    ],
  ])("%s", async (_name, script, out) => {
    expect(await printed(script)).toBe(out);
  });
});

describe("functions", () => {
  test.each([
    ["take parameters whole", `f(){ echo $# "$1" "$2"; }; f 'a b' c`, "2 a b c\n"],
    ["hand their parameters on", `f(){ "$@"; }; f echo 'a  b' ''`, "a  b \n"],
    ["hand on nothing when they have none", `f(){ echo x"$@"; }; f; g(){ echo $#; }; h(){ g "$@"; }; h`, "x\n0\n"],
    ["return a status", "f(){ return 3; echo no; }; f || echo $?", "3\n"],
    ["give the outer parameters back", `f(){ echo $1; }; g(){ f b; echo $1; }; g a`, "b\na\n"],
  ])("%s", async (_name, script, out) => {
    expect(await printed(script)).toBe(out);
  });
});

describe("redirection", () => {
  test.each([
    ["writes, adds and reads", "echo a > f; echo b >> f; cat < f", "a\nb\n"],
    ["sends errors where the output goes", "cat /none 2>&1 | wc -l", "1\n"],
    ["keeps the order of its parts", "cat /none 2>&1 >/dev/null | wc -l; cat /none >/dev/null 2>&1 | wc -l", "1\n0\n"],
    ["sends output to the errors", "{ echo a >&2; } 2>/tmp/e; cat /tmp/e", "a\n"],
    ["of a group holds for all of it", "{ echo a; echo b; } > f; cat f", "a\nb\n"],
  ])("%s", async (_name, script, out) => {
    expect(await printed(script)).toBe(out);
  });

  test("into a directory that is missing keeps the command from running", async () => {
    const result = await run("echo a > /none/f && echo ran; echo after");
    expect(result).toMatchObject({ out: "after\n", err: "bash: /none/f: No such file or directory\n" });
  });
});

describe("set -e", () => {
  test("ends the script at a failure", async () => {
    expect(await run("set -e; echo a; false; echo b")).toMatchObject({ status: 1, out: "a\n" });
  });

  test("looks at assignments too", async () => {
    expect(await run("set -e; x=$(cat /none); echo b")).toMatchObject({ status: 1, out: "" });
  });

  test("passes over conditions and what stands before && and ||", async () => {
    const script =
      "set -e; if false; then :; fi; false || echo a; false && true; ! true; f(){ false; echo b; }; f || :; echo c";
    expect(await run(script)).toMatchObject({ status: 0, out: "a\nb\nc\n" });
  });
});

describe("what bash would not read", () => {
  test.each([
    ["echo 'a", "unexpected EOF while looking for matching `''"],
    ['echo "a', "unexpected EOF while looking for matching `\"'"],
    ["if true; then echo", "syntax error: unexpected end of file"],
    ["echo a | | echo b", "syntax error near unexpected token `|'"],
    ["fi", "syntax error near unexpected token `fi'"],
    ["; echo", "syntax error near unexpected token `;'"],
    ["echo )", "syntax error near unexpected token `)'"],
    ["{ echo a", "syntax error: unexpected end of file"],
    ["if ; then echo a; fi", "syntax error near unexpected token `;'"],
  ])("%s", async (script, message) => {
    expect(await run(`echo before\n${script}`)).toEqual({
      status: 2,
      out: "",
      err: `bash: line 2: ${message}\n`,
      notSimulated: [],
    });
  });
});

describe("what bash has and this shell has not", () => {
  test.each([
    ["for i in a b; do echo $i; done", "`for'"],
    ["while true; do :; done", "`while'"],
    ["case x in x) echo;; esac", "`case'"],
    ["[[ a = a ]]", "`[['"],
    ["sleep 1 & echo", "a command in the background"],
    ["cat <<END\na\nEND", "this form of redirection"],
    ["echo `id`", "command substitution by backquotes"],
    ["echo $((1+1))", "arithmetic expansion"],
    ["ls *.yaml", "pathname expansion"],
    ["echo {a,b}", "brace expansion"],
    [`echo \${a%b}`, "this form of parameter expansion"],
  ])("is refused before anything has run, and journaled: %s", async (script, form) => {
    expect(await run(`echo before; ${script}`)).toEqual({
      status: 2,
      out: "",
      err: `bash: line 1: ${form}: not simulated\n`,
      notSimulated: [`shell: ${form}: not simulated`],
    });
  });
});

describe("a command that is not there", () => {
  test("ends with 127 and is journaled", async () => {
    expect(await run("echo a\nsystemctl restart pveproxy")).toEqual({
      status: 127,
      out: "a\n",
      err: "bash: line 2: systemctl: command not found\n",
      notSimulated: ["command systemctl"],
    });
  });

  test("by its path is no such file", async () => {
    const { status, err } = await run("/usr/bin/python3 -V");
    expect({ status, err }).toEqual({
      status: 127,
      err: "bash: line 1: /usr/bin/python3: No such file or directory\n",
    });
  });

  test("is found neither by command -v", async () => {
    expect(await run("command -v tee; command -v python3 || echo none")).toMatchObject({ out: "/usr/bin/tee\nnone\n" });
  });
});

test("bash -c starts a shell that knows exported variables only", async () => {
  expect(await printed(`a=1; export b=2; f(){ :; }; bash -c 'echo "<$a>" $b $1' x y`)).toBe("<> 2 y\n");
});

test("bash reads a script from its input", async () => {
  const { out } = await run("bash -s", { stdin: "echo a\nexit 0\necho b\n" });
  expect(out).toBe("a\n");
});

test("exit ends the shell with its status", async () => {
  expect(await run("f(){ exit 4; }; f; echo no")).toMatchObject({ status: 4, out: "" });
});
