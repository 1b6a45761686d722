/** Finds out whose settings these are, and has them read. */

import { withoutTrailing } from "../../core/cut.ts";
import { quote } from "../../core/parsed.ts";
import { plainText } from "../values/files.ts";
import { lookAt } from "../values/first-look.ts";
import { NAMING, readNative } from "./native.ts";
import { OZNU_MARKS, readOznu } from "./oznu.ts";
import type { Dialect, DialectReading, Surroundings } from "./reading.ts";
import { type ConfigJsonReading, readTimothymillerConfig } from "./timothymiller-config.ts";
import { readTimothymiller } from "./timothymiller-environment.ts";

/** A reading, with the config.json where there is one. */
export type AnyReading = DialectReading | ConfigJsonReading;

const DIALECTS: readonly Dialect[] = ["native", "timothymiller", "oznu"];

/**
 * Reads the settings as the program does whose they are: the one that DDNS_DIALECT names, else
 *
 *   a token or names of ours                     native
 *   API_KEY and ZONE (or their files), no such   oznu
 *   none of these, and there is a config.json    timothymiller's file
 *   anything else                                native
 */
export function readDialect(surroundings: Surroundings, currentFolder: string): AnyReading {
  const { values, findings } = surroundings;
  lookAt(values, (name) => name === "DDNS_DIALECT", findings);
  const text = values.get("DDNS_DIALECT");
  const declared = DIALECTS.find((dialect) => dialect === text);
  if (text !== undefined && declared === undefined) {
    findings.problem("DDNS_DIALECT", `${quote(text)} is no dialect; write ${DIALECTS.join(", ")}`);
    return readNative(surroundings);
  }
  if (declared === "native") return readNative(surroundings);
  if (declared === "oznu") return readOznu(surroundings);
  const isNamed = NAMING.some((name) => values.has(name));
  if (isNamed)
    return declared === "timothymiller" ? readTimothymiller(surroundings) : readNative(surroundings);
  if (declared === undefined && OZNU_MARKS.every((names) => names.some((name) => values.has(name))))
    return readOznu(surroundings);
  const folder = values.get("CONFIG_PATH") ?? currentFolder;
  const path = `${withoutTrailing(folder, "/\\")}/config.json`;
  const read = readText(path, surroundings);
  if (read.ok) return readTimothymillerConfig(path, read.text, surroundings);
  if (values.has("CONFIG_PATH"))
    findings.problem(
      "CONFIG_PATH",
      `${quote(path)} cannot be read: ${read.reason}; name the folder that holds it, or set CLOUDFLARE_API_TOKEN and DOMAINS`,
    );
  else if (read.exists) findings.problem("CONFIG_PATH", `${quote(path)} ${read.reason}`);
  return declared === "timothymiller"
    ? readTimothymiller(surroundings)
    : readNative(surroundings, ` (nor is there a config.json in ${quote(folder)})`);
}

type ReadText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string; readonly exists: boolean };

function readText(path: string, { files }: Surroundings): ReadText {
  const read = files.read(path);
  if (!read.ok) return { ...read, exists: false };
  const text = plainText(read.text);
  return text.ok ? { ok: true, text: text.value } : { ok: false, reason: text.reason, exists: true };
}
