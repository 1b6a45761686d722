/** Builds the dashboard: the page and its whole program, as two texts that the server carries with it. */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const client = fileURLToPath(new URL("../addon/web/client/", import.meta.url));

/** Takes the indentation out of our templates, which no minifier may touch: to HTML and CSS it means nothing. */
const unindented: Plugin = {
  name: "unindented",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]web[\\/]client[\\/].+\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/\n\s+/g, "\n"),
      loader: "ts",
    }));
  },
};

/** The page as it is served, the script it names, and the files bundled into it, relative to the repository; rejects where the program does not build. */
export async function bundleDashboard(): Promise<{ html: string; script: string; inputs: string[] }> {
  const [html, result] = await Promise.all([
    readFile(`${client}index.html`, "utf8"),
    build({
      entryPoints: [`${client}main.ts`],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      absWorkingDir: root,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      // Licences of what is bundled are gathered by the main build, once, for everything.
      legalComments: "none",
      logLevel: "silent",
      plugins: [unindented],
    }),
  ]);
  const script = result.outputFiles[0]?.text;
  if (script === undefined) throw new Error("esbuild made no dashboard script");
  return { html, script, inputs: Object.keys(result.metafile.inputs) };
}
