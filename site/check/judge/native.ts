/** The native settings to copy, in the form in which the others came, and what to do with them. */

import { stringify } from "yaml";
import { type ImportAnswer, parseEnvFile } from "../../../src/settings/index.ts";
import type { EnvironmentSheet, Owner } from "../sheets/sheet.ts";
import type { Native } from "./answer.ts";

/** The version of the program that this page belongs to, put in by the bundler. */
declare const __VERSION__: string;

const IMAGE = "ghcr.io/homeward/cloudflare-ddns";
const LOOK_FIRST = "shows what would change, and changes nothing.";

/** What `import` prints, as lines of an env file. */
export function nativeLines(answer: ImportAnswer, next: readonly string[] = []): Native {
  return answer.ok
    ? { kind: "lines", lines: answer.lines, notes: answer.notes, next }
    : { kind: "none", why: "Once the problems are mended, the native settings stand here." };
}

/** The same for an environment, whose service or file goes on with them. */
export function nativeOf(
  answer: ImportAnswer,
  sheet: EnvironmentSheet,
  owner: Exclude<Owner, "auto">,
): Native {
  const { service } = sheet;
  const native = nativeLines(answer, nextSteps(sheet, owner));
  return service === undefined || native.kind === "none"
    ? native
    : { ...native, lines: asCompose(native.lines) };
}

function nextSteps({ service, image }: EnvironmentSheet, owner: Exclude<Owner, "auto">): readonly string[] {
  if (service === undefined)
    return [
      `\`cloudflare-ddns plan --env-file <file>\` ${LOOK_FIRST}`,
      ...(image === undefined ? [] : [`The image is \`${IMAGE}:${__VERSION__}\`.`]),
    ];
  const isOurs = image?.startsWith(IMAGE) === true;
  return [
    ...(owner === "native" ? [] : ["Put these settings in the place of the environment of the service."]),
    ...(isOurs ? [] : [`Change its image: \`${IMAGE}:${__VERSION__}\``]),
    `\`docker compose run --rm ${service} plan\` ${LOOK_FIRST}`,
  ];
}

/** As `environment:` of a service; Compose takes a dollar for a variable unless it is doubled. */
function asCompose(lines: readonly string[]): readonly string[] {
  const { values } = parseEnvFile(lines.join("\n"));
  const environment = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replaceAll("$", "$$$$")]),
  );
  return stringify({ environment }, { lineWidth: 0 }).trimEnd().split("\n");
}
