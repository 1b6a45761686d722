/** Reads an environment as the service would at its start. */

import {
  type Environment,
  parseEnvFile,
  parseEnvironment,
  renderImport,
} from "../../../src/settings/index.ts";
import type { EnvironmentSheet, Owner } from "../sheets/sheet.ts";
import type { Finding, Reading } from "./answer.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { nativeOf } from "./native.ts";
import { readConfigJson } from "./read-config-json.ts";
import { judged } from "./reading.ts";
import { withVariables } from "./variables.ts";

const TOKENS = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_TOKEN_FILE", "CF_API_TOKEN", "CF_API_TOKEN_FILE"];
const NAMES = ["DOMAINS", "IP4_DOMAINS", "IP6_DOMAINS"];
const OZNU_TOKENS = ["API_KEY", "API_KEY_FILE"];
const OZNU_ZONES = ["ZONE", "ZONE_FILE"];

const READ_AS: Readonly<Record<Exclude<Owner, "auto">, string>> = {
  native: "Settings of this program or of favonia/cloudflare-ddns",
  timothymiller: "Settings of timothymiller/cloudflare-ddns",
  oznu: "Settings of oznu/cloudflare-ddns",
};

export function readEnvironmentSheet(sheet: EnvironmentSheet, asked: Owner, elsewhere: Elsewhere): Reading {
  const { values, problems } = gather(sheet, elsewhere);
  const owner = asked === "auto" ? ownerOf(sheet, values) : asked;
  const has = (names: readonly string[]): boolean => names.some((name) => (values[name] ?? "").trim() !== "");
  if (owner === "timothymiller" && !has([...TOKENS, ...NAMES])) return readMounted(sheet, elsewhere);
  const missing = owner === "oznu" ? "API_KEY" : "CLOUDFLARE_API_TOKEN";
  const hasToken = has(owner === "oznu" ? OZNU_TOKENS : TOKENS);
  const environment = {
    ...values,
    ...(hasToken ? {} : { [missing]: elsewhere.token(missing) }),
    ...(asked === "auto" && owner !== "timothymiller" ? {} : { DDNS_DIALECT: owner }),
  };
  const files = elsewhere.files(environment);
  const reading = judged(parseEnvironment(environment, files), sheet.locate);
  return {
    title: sheet.title,
    readAs: READ_AS[owner],
    ...reading,
    problems: [...problems, ...reading.problems],
    ok: reading.ok && problems.length === 0,
    native: nativeOf(renderImport(environment, files), sheet, owner),
    wanted: elsewhere.wanted,
  };
}

/** All variables, those of files underneath, and what cannot be read of the files. */
function gather(
  { environment, envFiles, hasVariables, locate }: EnvironmentSheet,
  elsewhere: Elsewhere,
): { readonly values: Environment; readonly problems: readonly Finding[] } {
  const problems: Finding[] = [];
  const ofFiles: Record<string, string> = {};
  for (const path of envFiles) {
    const { values, bad } = parseEnvFile(elsewhere.envFile(path) ?? "");
    Object.assign(ofFiles, values);
    for (const { line, message } of bad)
      problems.push({ setting: path, message: `line ${line}: ${message}`, line: locate("env_file") });
  }
  const own = hasVariables ? withVariables(environment, elsewhere) : environment;
  return { values: { ...ofFiles, ...own }, problems };
}

/** By what its image is, else by what only one program has. */
function ownerOf({ image = "" }: EnvironmentSheet, values: Environment): Exclude<Owner, "auto"> {
  if (/timothyj?miller\//i.test(image)) return "timothymiller";
  if (/(?:oznu|joshuaavalon)\//i.test(image)) return "oznu";
  const isSet = (name: string): boolean => (values[name] ?? "").trim() !== "";
  if (values["DDNS_DIALECT"] === "timothymiller" || values["DDNS_DIALECT"] === "oznu")
    return values["DDNS_DIALECT"];
  return OZNU_ZONES.some(isSet) && ![...TOKENS, ...NAMES].some(isSet) ? "oznu" : "native";
}

/** Its settings are in a file that the container mounts. */
function readMounted(sheet: EnvironmentSheet, elsewhere: Elsewhere): Reading {
  const text = elsewhere.configJson();
  if (text !== undefined)
    return readConfigJson(
      { kind: "config.json", title: sheet.title, text, locate: () => undefined },
      elsewhere,
    );
  return {
    title: sheet.title,
    readAs: READ_AS.timothymiller,
    ok: false,
    problems: [
      {
        setting: "config.json",
        message:
          "no variable names a token or a name, so the program reads its config.json; paste that instead of this, or below",
        line: sheet.locate("image"),
      },
    ],
    warnings: [],
    partsOff: [],
    meaning: undefined,
    native: {
      kind: "none",
      why: "The config.json says what to keep; its settings stand here once it is told.",
    },
    wanted: elsewhere.wanted,
  };
}
