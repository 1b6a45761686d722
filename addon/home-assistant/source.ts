/** The source `homeassistant:<entity>[#<attribute>]`: the address that an entity shows. */

import {
  type AddressSource,
  type Detection,
  formatSource,
  type IpFamily,
  onNews,
  readEntity,
  type SourceSpec,
} from "../../src/index.ts";
import type { Followed, HomeAssistant } from "./connection.ts";

export interface HomeAssistantSourceOptions {
  readonly homeAssistant: Pick<HomeAssistant, "follow">;
  readonly rejectCloudflare: boolean;
}

export function homeAssistantSource(
  spec: Extract<SourceSpec, { readonly kind: "homeassistant" }>,
  { homeAssistant, rejectCloudflare }: HomeAssistantSourceOptions,
): AddressSource {
  const { entity, attribute } = spec;
  const name = formatSource(spec);

  const read = (followed: Followed, family: IpFamily): Detection => {
    const unavailable = (reason: string): Detection => ({ status: "unavailable", reason, source: name });
    if (followed.kind === "waiting") return unavailable("Home Assistant has not answered yet");
    if (followed.kind === "failed") return unavailable(followed.reason);
    if (followed.kind === "missing") return unavailable(`Home Assistant has no entity ${entity}`);
    return readEntity(followed.state, entity, attribute, { source: name, family, rejectCloudflare });
  };

  return {
    name,
    detect: async (family, signal) => read(await firstKnown(homeAssistant, entity, signal), family),
    watch(family, onChange) {
      const hear = onNews(onChange);
      return homeAssistant.follow(entity, (followed) => hear(read(followed, family)));
    },
  };
}

/** What is known of the entity, as soon as anything is; at the latest when the time is up. */
function firstKnown(
  homeAssistant: Pick<HomeAssistant, "follow">,
  entity: string,
  signal: AbortSignal,
): Promise<Followed> {
  return new Promise((resolve) => {
    let latest: Followed | undefined;
    let unfollow: (() => void) | undefined;
    const finish = () => {
      signal.removeEventListener("abort", finish);
      unfollow?.();
      resolve(latest ?? { kind: "waiting" });
    };
    signal.addEventListener("abort", finish, { once: true });
    unfollow = homeAssistant.follow(entity, (followed) => {
      latest = followed;
      if (followed.kind !== "waiting") finish();
    });
    // It may have been known, or the time up, at once.
    if (signal.aborted || latest?.kind !== "waiting") finish();
  });
}
