/** A router's description of itself: the services of its connection to the internet, and where they are asked. */

import { isAt } from "./http.ts";
import { childText, elementsNamed, readXml } from "./xml.ts";

export interface ConnectionService {
  /** `urn:schemas-upnp-org:service:WANIPConnection:1`. */
  readonly type: string;
  readonly controlUrl: URL;
  /** Where it is subscribed to, absent where it sends no events. */
  readonly eventUrl?: URL;
}

/** In the order in which they are asked: a connection by IP before one by PPP, the newer version first. */
const TYPES = ["WANIPConnection:2", "WANIPConnection:1", "WANPPPConnection:1"].map(
  (name) => `urn:schemas-upnp-org:service:${name}`,
);
/** Routers with several lines describe a service for each. */
const MOST_SERVICES = 6;

/** The services at the router itself, which may be none; undefined where this is no description. */
export function readDescription(
  text: string,
  location: URL,
  router: string,
): readonly ConnectionService[] | undefined {
  const root = readXml(text);
  if (root?.name !== "root") return undefined;
  const base = join(childText(root, "URLBase") ?? "", location, router) ?? location;
  const found = elementsNamed(root, "service").flatMap((service): readonly ConnectionService[] => {
    const type = childText(service, "serviceType") ?? "";
    const controlUrl = join(childText(service, "controlURL") ?? "", base, router);
    const eventUrl = join(childText(service, "eventSubURL") ?? "", base, router);
    if (!TYPES.includes(type) || controlUrl === undefined) return [];
    return [{ type, controlUrl, ...(eventUrl === undefined ? {} : { eventUrl }) }];
  });
  return [...found].sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type)).slice(0, MOST_SERVICES);
}

/** Undefined where `path` is empty, or leads to anybody but the router. */
function join(path: string, base: URL, router: string): URL | undefined {
  if (path === "" || !URL.canParse(path, base.href)) return undefined;
  const url = new URL(path, base);
  return isAt(router, url) ? url : undefined;
}
