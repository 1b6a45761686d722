/** The lines whose addresses change: many sites, so that none changes so often that it would count as flapping (T9). */

export interface Line {
  readonly site: string;
  readonly type: "A" | "AAAA";
  /** Its IPv4 address is an entity of Home Assistant, its IPv6 address a retained topic. */
  readonly entity: string;
  readonly topic: string;
  readonly number: number;
}

export function linesOf(sites: number): readonly Line[] {
  return Array.from({ length: sites }, (_, index) => `s${index + 1}`).flatMap((site, index) =>
    (["A", "AAAA"] as const).map((type) => ({
      site,
      type,
      entity: `sensor.soak_${site}`,
      topic: `soak/${site}/ipv6`,
      number: index + 1,
    })),
  );
}

export function firstAddress(line: Line): string {
  return addressOf(line, 0);
}

/** The line's address after so many changes; neighbours in time differ, and no two lines share one. */
export function addressOf({ type, number }: Line, changes: number): string {
  return type === "A" ? `81.2.${number}.${(changes % 250) + 1}` : `2a02:8071:${number}::${changes + 1}`;
}

export function settingsOf(lines: readonly Line[]): Readonly<Record<string, string>> {
  const sites = [...new Set(lines.map(({ site }) => site))];
  return {
    SITES: sites.join(","),
    DOMAINS: sites.map((site) => `${site}.example.org{site=${site}}`).join(","),
    ...Object.fromEntries(
      lines.map(({ site, type, entity, topic }) =>
        type === "A"
          ? [`IP4_PROVIDER_${site.toUpperCase()}`, `homeassistant:${entity}`]
          : [`IP6_PROVIDER_${site.toUpperCase()}`, `mqtt:${topic}`],
      ),
    ),
  };
}
