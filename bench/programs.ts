import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const checkout = fileURLToPath(new URL("..", import.meta.url));

/** Inside the checkout, so that what is measured finds the same packages. */
export const scratch = join(checkout, "build", "bench");

/** cdktf's own hello-world, as `cdktf init --template=typescript` lays it out; gives back its folder. */
export function helloWorld(): string {
  const template = join(
    dirname(createRequire(import.meta.url).resolve("cdktf-cli/package.json")),
    "bundle/templates/typescript",
  );
  const folder = emptyProgram("hello-world");
  copyFileSync(join(template, "tsconfig.json"), join(folder, "tsconfig.json"));
  for (const file of ["main.ts", "package.json"])
    writeFileSync(
      join(folder, file),
      readFileSync(join(template, file), "utf8").replaceAll("{{ $base }}", "hello-world"),
    );
  return folder;
}

/** The least that is of use: one resource of one provider; gives back its folder. */
export function oneResource(): string {
  const folder = emptyProgram("one-resource");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  writeFileSync(
    join(folder, "main.ts"),
    `import { App, TerraformProvider, TerraformResource, TerraformStack } from "cdktf";

const app = new App();
const stack = new TerraformStack(app, "one-resource");
new TerraformProvider(stack, "null", { terraformResourceType: "null", terraformProviderSource: "hashicorp/null" });
new TerraformResource(stack, "one", { terraformResourceType: "null_resource" });
app.synth();
`,
  );
  return folder;
}

function emptyProgram(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
