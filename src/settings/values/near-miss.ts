/** Finds variables that were probably meant to be settings. */

import type { Findings } from "./findings.ts";

/** What systems, shells, containers and orchestrators set by themselves. */
const SYSTEM: ReadonlySet<string> = new Set(
  "HOME PATH SHELL CI TMP TEMP TMPDIR TTY TERM USER USERNAME LOGNAME HOST HOSTNAME LANG LANGUAGE PWD OLDPWD SHLVL MAIL EDITOR VISUAL PAGER DISPLAY UID EUID GID PPID NODE INIT_VERSION XDG_RUNTIME_DIR LC_ALL LC_TIME IFS PS1 PS2 SHLVL TZDIR DOMAINNAME HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR NODE_ENV NODE_OPTIONS NODE_PATH NODE_VERSION DEBUG FORCE_COLOR NO_COLOR COLORTERM S6_VERSION SUPERVISOR_TOKEN HASSIO_TOKEN INVOCATION_ID JOURNAL_STREAM".split(
    " ",
  ),
);

/** Names that other programs or other people's memory use for settings of ours. */
const WOULD_BE: ReadonlyMap<string, string> = new Map([
  ["CF_TOKEN", "CLOUDFLARE_API_TOKEN"],
  ["CLOUDFLARE_TOKEN", "CLOUDFLARE_API_TOKEN"],
  ["API_TOKEN", "CLOUDFLARE_API_TOKEN"],
  ["MQTT_HOST", "MQTT_URL"],
  ["MQTT_SERVER", "MQTT_URL"],
  ["MQTT_BROKER", "MQTT_URL"],
  ["MQTT_USER", "MQTT_USERNAME"],
  ["MQTT_PASS", "MQTT_PASSWORD"],
  ["MQTT_PREFIX", "MQTT_BASE_TOPIC"],
  ["HASS_URL", "HOME_ASSISTANT_URL"],
  ["HASS_TOKEN", "HOME_ASSISTANT_TOKEN"],
  ["IP4_SOURCE", "IP4_PROVIDER"],
  ["IP6_SOURCE", "IP6_PROVIDER"],
  ["TIMEZONE", "TZ"],
]);

/** Longer names may be two letters off, these one. */
const LONGEST_SHORT_NAME = 4;

/** Warns about each variable whose name is nearly that of a known one. `isUsed` knows those that mean something. */
export function warnOfNearMisses(
  names: Iterable<string>,
  known: readonly string[],
  isUsed: (name: string) => boolean,
  findings: Findings,
): void {
  for (const name of names) {
    if (isUsed(name) || SYSTEM.has(name.toUpperCase())) continue;
    const meant = findMeant(name, known);
    if (meant !== undefined) findings.warn(name, `it is not a setting and is ignored; was ${meant} meant?`);
  }
}

function findMeant(name: string, known: readonly string[]): string | undefined {
  // A variable in lower case is not read either, whatever it says.
  const upper = name.toUpperCase();
  const alias = WOULD_BE.get(upper);
  if (alias !== undefined && known.includes(alias)) return alias;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const limit = Math.min(candidate.length, name.length) <= LONGEST_SHORT_NAME ? 1 : 2;
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(upper, candidate);
    if (distance <= limit && (best === undefined || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name;
}

/** Letters put in, left out, exchanged for others or swapped with their neighbours (Damerau and Levenshtein, each place edited once). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
