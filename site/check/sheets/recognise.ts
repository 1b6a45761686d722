/** Finds out what was pasted. */

import { type Document, LineCounter, parseDocument } from "yaml";
import { optionNames } from "../../../addon/app/option-shape.ts";
import { servicesOf } from "./compose.ts";
import { readDockerRun } from "./docker-run.ts";
import { fromEnvironment, locateName, readEnvLines } from "./environment.ts";
import { containersOf, isKubernetes } from "./kubernetes.ts";
import { locatePath } from "./places.ts";
import type { Recognised, Sheet } from "./sheet.ts";

const ENV_LINE = /^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=/;
const DOCKER_RUN = /^[ \t]*(?:[$#] +)?(?:sudo +)?(?:docker|podman) (?:container )?run\b/m;
/** Top-level options of the app, less those that any other document might have too. */
const OPTIONS: ReadonlySet<string> = new Set(optionNames().filter((name) => !/[.[]/.test(name)));

const UNKNOWN =
  "these are no settings that are known here; paste a compose file, an env file, a docker run command, Kubernetes manifests, a config.json, or the options of the app";

/** The settings in the text, or why there are none; `text` is not blank. */
export function recognise(text: string): Recognised {
  if (DOCKER_RUN.test(text)) return sheets([readDockerRun(text)]);
  const first = text.split("\n").find((line) => !/^\s*(?:#|$)/.test(line)) ?? "";
  if (ENV_LINE.test(first)) return readEnvLines(text);
  if (isKubernetes(text)) {
    const containers = containersOf(text);
    if (containers === undefined) return unreadable(undefined, notReadable(text));
    return containers.length > 0
      ? sheets(containers)
      : unreadable(undefined, "no container in it has settings of an updater");
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    return unreadable(line, notReadable(text));
  }
  return fromDocument(document, text, lines);
}

function fromDocument(document: Document, text: string, lines: LineCounter): Recognised {
  const root: unknown = document.toJS();
  const whole = { text, first: 1, last: text.split("\n").length };
  if (Array.isArray(root) && root.every((item) => typeof item === "string" && /^\w+(?:=|$)/.test(item)))
    return sheets([fromEnvironment("Environment", root, whole)]);
  if (typeof root !== "object" || root === null || Array.isArray(root)) return unreadable(undefined, UNKNOWN);
  const map = new Map<string, unknown>(Object.entries(root));
  const locate = locatePath(document, lines);
  if (map.has("services")) {
    const services = servicesOf(document, text, lines);
    return services.length > 0
      ? sheets(services)
      : unreadable(locateName(whole)("services"), "no service in it has settings of an updater");
  }
  if (map.has("environment") || map.has("env_file"))
    return sheets([fromEnvironment("Service", map.get("environment"), whole, map)]);
  if (map.has("cloudflare")) return sheets([{ kind: "config.json", title: "config.json", text, locate }]);
  const names = [...map.keys()];
  if (names.some((name) => OPTIONS.has(name)))
    return sheets([{ kind: "options", title: "Options of the Home Assistant app", options: root, locate }]);
  return names.length > 0 && names.every((name) => /^[A-Z][A-Z0-9_]*$/.test(name))
    ? sheets([fromEnvironment("Environment", root, whole)])
    : unreadable(undefined, UNKNOWN);
}

/** The library's own words quote the text, which may be a secret. */
function notReadable(text: string): string {
  return /^\s*[{[]/.test(text)
    ? "this cannot be read as JSON: a comma, a bracket or a quotation mark is missing or too many at this line or above it"
    : "this cannot be read as YAML: look at indentation, colons and quotation marks at this line and above it";
}

function sheets(found: readonly Sheet[]): Recognised {
  return { kind: "sheets", sheets: found };
}

function unreadable(line: number | undefined, message: string): Recognised {
  return { kind: "unreadable", problems: [{ line, message }] };
}
