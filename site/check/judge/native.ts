/** The native settings to copy, in the form in which the others came, and what to do with them. */

import { stringify } from "yaml";
import { type ImportAnswer, parseEnvFile } from "../../../src/settings/index.ts";
import type { EnvironmentSheet, Owner, Place } from "../sheets/sheet.ts";
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

/** The same for an environment, in the form of what it stands in. */
export function nativeOf(
  answer: ImportAnswer,
  sheet: EnvironmentSheet,
  owner: Exclude<Owner, "auto">,
): Native {
  const native = nativeLines(answer, nextSteps(sheet, owner));
  const { place } = sheet;
  if (place === undefined || native.kind === "none") return native;
  const { values } = parseEnvFile(native.lines.join("\n"));
  return { ...native, lines: FORMS[place.kind](values) };
}

function nextSteps({ place, image }: EnvironmentSheet, owner: Exclude<Owner, "auto">): readonly string[] {
  const ours = `\`${IMAGE}:${__VERSION__}\``;
  if (place === undefined)
    return [
      `\`cloudflare-ddns plan --env-file <file>\` ${LOOK_FIRST}`,
      ...(image === undefined ? [] : [`The image is ${ours}.`]),
    ];
  const plan =
    place.kind === "compose"
      ? `docker compose run --rm ${place.name} plan`
      : `kubectl exec ${place.name} -- node /app/dist/bin/cloudflare-ddns.js plan`;
  return [
    ...(owner === "native" ? [] : ["Put these settings in the place of those that are there."]),
    ...(image?.startsWith(IMAGE) === true ? [] : [`Change the image: ${ours}`]),
    `\`${plan}\` ${LOOK_FIRST}`,
  ];
}

const FORMS: Readonly<
  Record<Place["kind"], (values: Readonly<Record<string, string>>) => readonly string[]>
> = {
  // Compose takes a dollar for a variable unless it is doubled.
  compose: (values) => yamlLines({ environment: mapped(values, (value) => value.replaceAll("$", "$$$$")) }),
  kubernetes: (values) =>
    yamlLines({ env: Object.entries(values).map(([name, value]) => ({ name, value })) }),
};

function mapped(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

function yamlLines(document: object): readonly string[] {
  return stringify(document, { lineWidth: 0 }).trimEnd().split("\n");
}
