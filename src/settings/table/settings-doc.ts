/** Renders docs/settings.md from the table of settings. */

import { GROUPS } from "./setting.ts";
import { SETTINGS, type Setting } from "./setting-table.ts";

/** Where favonia's program behaves differently on purpose; the settings themselves are the same. */
const DIFFERENCES: readonly string[] = [
  "`CACHE_EXPIRATION` is `1h` instead of `6h`, and `0` means never to reuse, not to reuse for ever. `1ns` still works.",
  "Surplus records at a right address are removed.",
  "Sources in the network must give globally routable addresses; private ones come from `static:`, `file:` or an interface.",
  "Prefix lengths, time zones, names of WAF lists, empty labels inside names, and the limits of 63 and 253 characters are checked.",
  "Timeouts and `@every` must be longer than 0, `@every` at least `1s`.",
  "Every problem is told at once, and misspelt names of settings are pointed out.",
  "The HTTP status of sources is checked.",
  "Names with an underscore are taken, with a warning; names with typographic punctuation, and those that end with their zone twice, are refused.",
  "Tokens that cannot be one (samples, paths, ids, names of variables) are refused before Cloudflare is asked.",
  "`DELETE_ON_STOP` removes only what this instance published or found already right, unless a pattern says what is managed.",
  "A failure is notified once, not at every cycle.",
  "`@once` exits with 1 after a failure, and may be used with `DELETE_ON_STOP`.",
];

/** What may be off while the rest goes on. */
const PARTS = [...new Set(SETTINGS.flatMap(({ part }) => part ?? []))].join(", ");

/** The whole page. */
export function renderSettingsDoc(): string {
  return `${[
    "<!-- Written by scripts/write-settings-doc.ts from the lines in src/settings/table; edit those. -->",
    "# Settings",
    "Every environment variable that this program reads, what may stand in it, and what counts where it is unset. How to write names, host IDs and PROXIED stands in [the page about names](names.md), sources, filters and files in [the page about sources](sources.md), schedules and durations in [a page of their own](schedules.md), proxies and private authorities in [that about the network](network.md); the options of the Home Assistant app in [its documentation](../DOCS.md).",
    "Values are trimmed; blank is the same as unset; leaving a setting out is the same as writing its default. What cannot be read is refused at start, everything at once, and `cloudflare-ddns check` tells what would be refused. A secret can stand in a file that the setting with `_FILE` names; where both are set they must agree.",
    `A mistake in what decides what is written to Cloudflare stops everything. A mistake in what only tells or shows is refused by \`check\` just as loudly, but \`run\` and \`once\` say so and go on without that part: ${PARTS}.`,
    "Before its own grammar every value gets one look: quotation marks or a comment left in, a variable that nobody expanded, the sample of a manual, a path or a variable's name in place of a secret, an id in place of a name, signs of a word processor are told as what they are.",
    ...GROUPS.flatMap((group) => [
      `## ${group}`,
      table(SETTINGS.filter((setting) => setting.group === group)),
    ]),
    "## Coming from favonia/cloudflare-ddns",
    "Names, grammar and defaults are the same, so nothing has to change. Different on purpose:",
    DIFFERENCES.map((difference) => `- ${difference}`).join("\n"),
    "Older names still read: `IP4_POLICY` and `IP6_POLICY` (now `IP4_PROVIDER`, `IP6_PROVIDER`), with their words `unmanaged` (now `none`) and `cloudflare` (now `cloudflare.trace`). `CF_ACCOUNT_ID`, `PUID` and `PGID` are ignored with a warning.",
  ].join("\n\n")}\n`;
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map(
    ({ name, accepted, default: initial, description }) =>
      `| \`${name}\` | ${cell(accepted)} | ${initial === "" ? "–" : `\`${cell(initial)}\``} | ${cell(description)} |`,
  );
  return ["| setting | accepted | default | what for |", "|---|---|---|---|", ...rows].join("\n");
}

/** Angle brackets would be taken for HTML, bars for the end of the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
