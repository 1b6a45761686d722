/** Where addresses are looked for: what the settings name, with what the last cycle found there. */

import type { Detection } from "../../../../src/core/types.ts";
import type { AddressStrip, DashboardState } from "../../wire.ts";

export interface Place {
  /** `""` is the home. */
  readonly site: string;
  /** Its name for people; undefined where there is no other. */
  readonly shown: string | undefined;
  readonly ipv4: DetectionHere;
  readonly ipv6: DetectionHere;
}

/** `none`: this family is not looked for. Undefined: nobody has looked yet. */
export type DetectionHere = Detection | "none" | undefined;

/** The home first; a place where nothing is looked for is left out. */
export function placesOf({ places, view }: DashboardState): readonly Place[] {
  const { report } = view;
  const here = (
    { site, ...managed }: DashboardState["places"][number],
    family: "ipv4" | "ipv6",
  ): DetectionHere => {
    const detection = (site === "" ? report?.detections : report?.sites[site])?.[family];
    return !managed[family] || detection?.status === "unmanaged" ? "none" : detection;
  };
  const found = places
    .map((place) => ({ site: place.site, ipv4: here(place, "ipv4"), ipv6: here(place, "ipv6") }))
    .filter(({ ipv4, ipv6 }) => ipv4 !== "none" || ipv6 !== "none");
  const isAlone = found.length === 1;
  return found.map((place) => ({ ...place, shown: isAlone ? undefined : place.site || "home" }));
}

/** Strips of what is looked for: the journal also knows what was there before a source was taken out, and not when it ended. */
export function stripsHere(
  strips: readonly AddressStrip[],
  { places }: Pick<DashboardState, "places">,
): readonly AddressStrip[] {
  return strips.filter(({ site, family }) =>
    places.some((place) => place.site === site && (family === 4 ? place.ipv4 : place.ipv6)),
  );
}
