/** Reads timothymiller's config.json. */

import type { ConfigProblem } from "../../../src/settings/config.ts";
import { type FileReader, parseEnvironment, renderImport } from "../../../src/settings/index.ts";
import type { Sheet } from "../sheets/sheet.ts";
import type { Reading } from "./answer.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { nativeLines } from "./native.ts";
import { judged } from "./reading.ts";

/** As the settings code names the file when it is in the current folder. */
const PATH = "./config.json";
const SUBSTITUTED = /\$\{?(CF_DDNS_\w*)/g;

export function readConfigJson(
  { title, text, locate }: Extract<Sheet, { kind: "config.json" }>,
  elsewhere: Elsewhere,
): Reading {
  const variables = [...text.matchAll(SUBSTITUTED)].map(([, name = ""]) => name);
  const environment = Object.fromEntries(
    variables.map((name) => [name, elsewhere.variable(name, /TOKEN|KEY/i.test(name))]),
  );
  const files: FileReader = {
    read: (path) => (path === PATH ? { ok: true, text } : { ok: false, reason: "there is no such file" }),
  };
  return {
    title,
    readAs: "The config.json of timothymiller/cloudflare-ddns",
    ...judged(parseEnvironment(environment, files), locate, inTheFile),
    native: nativeLines(renderImport(environment, files)),
    wanted: elsewhere.wanted,
  };
}

/** `CONFIG_PATH` with the place in the message becomes the place itself. */
function inTheFile({ setting, message }: ConfigProblem): ConfigProblem {
  if (setting !== "CONFIG_PATH" || !message.includes(PATH)) return { setting, message };
  const [, place = "config.json", rest = ""] =
    /^\.\/config\.json(?:, ([^\s:]+))?:? (.*)$/s.exec(message) ?? [];
  return { setting: place, message: rest === "" ? message : rest };
}
