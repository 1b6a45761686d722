/** Picks from the service what the dashboard may see: never the whole configuration, which holds secrets. */

import { type Clock, type Config, displayName, unpublishedIn } from "../../../src/index.ts";
import type { Service, ServiceView } from "../../service/service-view.ts";
import type { DashboardState, ManagedPlace, ManagedRecordSet } from "../wire.ts";

/** What stays the same while the server runs. */
export interface StateFacts {
  readonly version: string;
  readonly survey: boolean;
}

/** The state of this moment, for `view`. */
export function dashboardState(
  service: Service,
  { history: _, ...view }: ServiceView,
  clock: Clock,
  facts: StateFacts,
): DashboardState {
  const { config } = service;
  return {
    version: facts.version,
    instance: config.instance,
    now: new Date(clock.now()).toISOString(),
    view,
    unseen: view.seen === undefined ? [] : unpublishedIn(view.seen),
    schedule: config.schedule.kind === "once" ? "@once" : config.schedule.text,
    timeZone: config.timeZone,
    places: managedPlaces(config),
    recordSets: managedRecordSets(config),
    lists: config.lists.map(({ kind, accountId, name, detectors }) => ({
      kind,
      account: accountId,
      name,
      site: detectors[4].site,
    })),
    unicodeNames: unicodeNames(config, view),
    survey: facts.survey,
  };
}

/** A site without a source for either family is none. */
function managedPlaces({ sources, sites }: Config): readonly ManagedPlace[] {
  return [{ name: "", sources }, ...sites]
    .map(({ name, sources: { ipv4, ipv6 } }) => ({
      site: name,
      ipv4: ipv4.kind !== "none",
      ipv6: ipv6.kind !== "none",
    }))
    .filter(({ ipv4, ipv6 }) => ipv4 || ipv6);
}

/** Made here, since the tables for it would make the page three times as big. */
function unicodeNames(config: Config, view: DashboardState["view"]): Readonly<Record<string, string>> {
  const names = [
    ...config.records.flatMap(({ owner }) => (owner.kind === "name" ? [owner.name] : [])),
    ...(view.report?.records ?? []).map(({ name }) => name),
  ];
  return Object.fromEntries(
    names.map((name) => [name, displayName(name)] as const).filter(([name, shown]) => name !== shown),
  );
}

/** Names known only by their zone's id are left out: the report tells them once they are found. */
function managedRecordSets(config: Config): readonly ManagedRecordSet[] {
  return config.records.flatMap((target) =>
    target.owner.kind === "name"
      ? [
          {
            name: target.owner.name,
            type: target.type,
            site: target.detector.site,
            proxied: target.attributes.proxied,
            ttl: target.attributes.ttl,
            enforced: [...target.enforce],
          },
        ]
      : [],
  );
}
