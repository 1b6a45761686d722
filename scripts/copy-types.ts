/** Copies the declarations that the public face leads to, once for both kinds of modules. */

import { cp, readFile, writeFile } from "node:fs/promises";
import { posix } from "node:path";

/** Compilers since TypeScript 6 take Node's types only where somebody asks for them, and ours speak of Node's. */
const NODE = '/// <reference types="node" />\n';

/** From `<dist>/types`, where the compiler wrote them, to `<dist>/lib/types`. */
export async function copyTypes(dist: string): Promise<void> {
  for (const file of await declarationsFrom(`${dist}types`, "index.d.ts"))
    await cp(`${dist}types/${file}`, `${dist}lib/types/${file}`);
  // A module may re-export what CommonJS exports, never the other way round: so those of CommonJS are the one copy.
  await writeFile(`${dist}lib/types/package.json`, '{ "type": "commonjs" }\n');
  await writeFile(`${dist}lib/index.d.ts`, `${NODE}export * from "./types/index.js";\n`);
  const face = `${dist}lib/types/index.d.ts`;
  await writeFile(face, `${NODE}${await readFile(face, "utf8")}`);
}

/** `file` and all that it imports, relative to `folder`. */
async function declarationsFrom(
  folder: string,
  file: string,
  found = new Set<string>(),
): Promise<ReadonlySet<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const text = await readFile(`${folder}/${file}`, "utf8");
  for (const [, target = ""] of text.matchAll(/(?:from |import\()"(\.[^"]+)\.ts"/g))
    await declarationsFrom(folder, posix.join(posix.dirname(file), `${target}.d.ts`), found);
  return found;
}
