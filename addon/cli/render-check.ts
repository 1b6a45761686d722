/** What is wrong with the settings, and what they say, for people. */

import {
  type Config,
  type ConfigProblem,
  describeSource,
  displayName,
  formatHostId,
  formatSchedule,
  LIST_KINDS,
  type ListTarget,
  type ParsedConfig,
  parseFqdn,
} from "../../src/index.ts";
import type { Paint } from "./paint.ts";

/** Every problem and warning, one line each. */
export function renderProblems(
  {
    problems,
    warnings,
  }: { readonly problems: readonly ConfigProblem[]; readonly warnings: readonly ConfigProblem[] },
  paint: Paint,
): readonly string[] {
  return [
    ...problems.map(({ setting, message }) => `${paint("✗", "red")} ${paint(setting, "bold")}: ${message}`),
    ...warnings.map(
      ({ setting, message }) => `${paint("!", "yellow")} ${paint(setting, "bold")}: ${message}`,
    ),
  ];
}

/** Everything that one reading of settings found. */
export function renderFindings(parsed: ParsedConfig, paint: Paint): readonly string[] {
  return renderProblems({ problems: parsed.ok ? [] : parsed.problems, warnings: parsed.warnings }, paint);
}

export function renderCheckText(parsed: ParsedConfig, paint: Paint): readonly string[] {
  const lines = renderFindings(parsed, paint);
  if (!parsed.ok) return [...lines, "", ...verdict(parsed)];
  return [
    ...lines,
    ...(lines.length > 0 ? [""] : []),
    "The settings are good.",
    ...describeConfig(parsed.config),
  ];
}

function verdict({ problems, rest }: Extract<ParsedConfig, { ok: false }>): readonly string[] {
  return [
    `The settings were refused: ${count(problems.length, "problem")}.`,
    ...(rest === undefined ? [] : [`A run would go on without ${listed(rest.partsOff)}.`]),
  ];
}

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function describeConfig(config: Config): readonly string[] {
  return [
    ...describeNames(config),
    ...describeLabels(config),
    ...LIST_KINDS.flatMap(({ kind, heading }) => {
      const ofKind = config.lists.filter((list) => list.kind === kind);
      return ofKind.length === 0 ? [] : [`${heading}:`, ...ofKind.map(describeList)];
    }),
    describeSources("", config),
    ...config.sites.map((site) => describeSources(`${site.name}: `, site)),
    describeSchedule(config),
    ...(config.enforce.length === 0 ? [] : [`Corrected on existing records too: ${listed(config.enforce)}`]),
    ...(config.deleteOnStop ? ["At the end, what this instance published is removed."] : []),
  ];
}

function describeSchedule({ schedule, timeZone, updateOnStart }: Config): string {
  const hasOwnZone = schedule.kind === "cron" && schedule.timeZone !== undefined;
  const zone = hasOwnZone ? "" : ` (${timeZone})`;
  return `Schedule ${formatSchedule(schedule)}${zone}${updateOnStart ? ", and at the start" : ""}`;
}

function describeNames({ names }: Config): readonly string[] {
  const lines = names.map(({ name, types, site, account, proxied, ttl, comment, hostIds }) => {
    const parsed = parseFqdn(name);
    const facts = [
      types.join(" and "),
      ...(proxied ? ["proxied"] : []),
      ...(ttl === 1 ? [] : [`TTL ${ttl}`]),
      ...(comment === "" ? [] : [`comment ${JSON.stringify(comment)}`]),
      ...(hostIds.every(({ kind }) => kind === "preserve")
        ? []
        : [`host ID ${hostIds.map(formatHostId).join(", ")}`]),
      ...(site === undefined ? [] : [`of ${site}`]),
      ...(account === undefined ? [] : [`account ${account}`]),
    ];
    return `  ${parsed.ok ? displayName(parsed.value) : name}  ${facts.join(", ")}`;
  });
  return lines.length === 0 ? [] : [`${count(lines.length, "name")}:`, ...lines];
}

/** A config.json names zones by id: only the network could tell their names. */
function describeLabels({ records }: Config): readonly string[] {
  const zones = new Map<string, Map<string, { readonly types: string[]; readonly proxied: boolean }>>();
  for (const { owner, type, attributes } of records) {
    if (owner.kind !== "in-zone") continue;
    const labels = zones.get(owner.zoneId) ?? new Map();
    const known = labels.get(owner.label) ?? { types: [], proxied: attributes.proxied };
    known.types.push(type);
    zones.set(owner.zoneId, labels.set(owner.label, known));
  }
  return [...zones].flatMap(([zoneId, labels]) => [
    `${count(labels.size, "label")} in the zone ${zoneId}:`,
    ...[...labels].map(
      ([label, { types, proxied }]) =>
        `  ${label}${label === "@" ? " (the zone itself)" : ""}  ${types.join(" and ")}${proxied ? ", proxied" : ""}`,
    ),
  ]);
}

function describeList({ accountId, name, detectors }: ListTarget): string {
  const { site } = detectors[4];
  return `  ${accountId}/${name}${site === "" ? "" : `, of ${site}`}`;
}

function describeSources(title: string, { sources }: Pick<Config, "sources">): string {
  return `${title}IPv4 from ${describeSource(sources.ipv4)}, IPv6 from ${describeSource(sources.ipv6)}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
