/** Libraries that few set-ups need, each in a file of its own beside the programs' parts: its text takes no memory until it is called. */

import { type BuildOptions, build, type Plugin } from "esbuild";
import { leanLibraries } from "./lean-libraries.ts";
import type { Bundle } from "./notices.ts";

/** How programs and their libraries are bundled. Node 20 is the oldest that they run on; our tools need 24. */
export const PROGRAM = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  legalComments: "none",
  minify: true,
  metafile: true,
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Those that `leanLibraries` asks for at the first call, and that are large (tr46's file holds its tables). */
const APART = ["re2js", "tr46", "croner"] as const;

/** Leaves their place in the programs to the files that `buildLibrariesApart` writes. */
export const librariesApart: Plugin = {
  name: "libraries-apart",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(${APART.join("|")})$`) }, ({ path, kind }) =>
      kind === "require-call" ? { path: `./${path}.cjs`, external: true } : undefined,
    );
  },
};

/** `folder` is relative to `root` and holds the programs' parts. Rejects where anything does not compile. */
export async function buildLibrariesApart(root: string, folder: string): Promise<Bundle> {
  const { metafile } = await build({
    ...PROGRAM,
    entryPoints: [...APART],
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    absWorkingDir: root,
    plugins: [leanLibraries],
  });
  return { files: Object.keys(metafile.outputs), inputs: Object.keys(metafile.inputs) };
}
