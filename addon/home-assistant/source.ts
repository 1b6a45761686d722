/** The source `homeassistant:<entity>[#<attribute>]`: the address that an entity shows. */

import type { AddressSource, Detection, IpFamily, SourceSpec } from "../../src/index.ts";
import { readAnswer } from "../mqtt/source/answer.ts";
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
  const name = `homeassistant:${entity}${attribute === undefined ? "" : `#${attribute}`}`;
  const shown = attribute === undefined ? entity : `attribute ${attribute} of ${entity}`;

  const read = (followed: Followed, family: IpFamily): Detection => {
    const unavailable = (reason: string): Detection => ({ status: "unavailable", reason, source: name });
    if (followed.kind === "waiting") return unavailable("Home Assistant has not answered yet");
    if (followed.kind === "failed") return unavailable(followed.reason);
    if (followed.kind === "missing") return unavailable(`Home Assistant has no entity ${entity}`);
    const value = shownValue(followed, attribute);
    if (value === undefined) return unavailable(`${shown} is not there or is no text`);
    const detection = readAnswer(value, family, { source: name, rejectCloudflare });
    return detection.status === "unavailable" ? unavailable(`${shown}: ${detection.reason}`) : detection;
  };

  return {
    name,
    detect: async (family, signal) => read(await firstKnown(homeAssistant, entity, signal), family),
    watch(_family, onChange) {
      let last: string | undefined;
      return homeAssistant.follow(entity, (followed) => {
        if (followed.kind === "waiting" || followed.kind === "failed") return;
        const value = followed.kind === "known" ? shownValue(followed, attribute) : undefined;
        if (value === last) return;
        last = value;
        onChange();
      });
    },
  };
}

function shownValue(followed: Extract<Followed, { kind: "known" }>, attribute: string | undefined) {
  const { state, attributes } = followed.state;
  // An unavailable entity may keep the attributes of better days.
  if (attribute === undefined || state === "unavailable") return state;
  const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  return typeof value === "string" ? value : undefined;
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
