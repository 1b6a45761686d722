/** Reads a notification URL, as `SHOUTRRR` takes them, into where it leads. */

import { type Parsed, parsed, refused } from "../../core/parsed.ts";
import { NotificationQuery } from "../url/query.ts";
import { splitUrl, type UrlText } from "../url/url-text.ts";
import type { Destination, Service } from "./service.ts";
import { NOT_SPOKEN, SERVICE_BY_SCHEME, SERVICES } from "./table.ts";

/** Schemes of the services that can be written to. */
export const NOTIFICATION_KINDS: readonly string[] = SERVICES.map(({ scheme }) => scheme).sort();

/**
 * Where `text` leads; undefined, with a warning, where it names a service that is known but not spoken here.
 * Services that are not known are refused, never guessed at.
 * Reasons and warnings repeat nothing of the text but its scheme and what is no secret, since any other part may be one.
 */
export function parseNotificationUrl(text: string): Parsed<Destination | undefined> {
  const trimmed = text.trim();
  if (/\s[a-z][a-z0-9+.-]*:\/\//i.test(trimmed))
    return refused("several URLs on one line; write one URL a line");
  const scheme = /^([a-z][a-z0-9+.-]{0,31}):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return refused(`not a notification URL; expected service://…, with one of ${known()}`);
  if (Object.hasOwn(NOT_SPOKEN, scheme))
    return parsed(undefined, [
      `the service ${scheme} is not spoken here, so this URL is left out; ${NOT_SPOKEN[scheme]}`,
    ]);
  const url = splitUrl(trimmed);
  if (scheme === "http" || scheme === "https") return refused(adviseOnWebAddress(scheme, url));
  const service = SERVICE_BY_SCHEME.get(scheme);
  if (service !== undefined) return url === undefined ? refused(malformed(scheme)) : read(service, url);
  const [, name = "", web] = /^([a-z0-9.-]+)\+(https?)$/.exec(scheme) ?? [];
  const addressed = SERVICE_BY_SCHEME.get(name);
  return addressed === undefined || web === undefined
    ? refused(`the service ${scheme} is not known; known are ${known()}`)
    : readFromWeb(addressed, trimmed.slice(name.length + 1));
}

function read(service: Service, url: UrlText): Parsed<Destination | undefined> {
  const query = new NotificationQuery(url);
  const destination = service.read(url, query);
  const { scheme } = service;
  if (destination === undefined) return refused(`${scheme}: not complete; expected ${service.form}`);
  if (query.problems.length > 0) return refused(`${scheme}: ${query.problems.join("; ")}`);
  if (query.beyondUs.length > 0)
    return parsed(undefined, [`${scheme}: ${query.beyondUs.join("; ")}; this URL is left out`]);
  return parsed(destination, query.warnings());
}

/** `discord+https://discord.com/api/webhooks/…`: the service's own web address behind its name. */
function readFromWeb(service: Service, address: string): Parsed<Destination | undefined> {
  const web = splitUrl(address);
  const secrets: string[] = [];
  const own =
    web &&
    service.fromWeb?.(web, (part) => {
      secrets.push(part);
      return encodeURIComponent(part);
    });
  if (web === undefined || own === undefined || secrets.length === 0 || secrets.includes(""))
    return refused(`${service.scheme}: not one of its web addresses; expected ${service.form}`);
  const more = web.parameters.map(({ raw }) => raw).join("&");
  const url = splitUrl(own.includes("?") || more === "" ? own : `${own}?${more}`);
  return url === undefined ? refused(malformed(service.scheme)) : read(service, url);
}

/** Somebody copied the address from the service's page: told how it is written here, with words in place of what is secret. */
function adviseOnWebAddress(scheme: string, url: UrlText | undefined): string {
  for (const service of url === undefined ? [] : SERVICES) {
    const words: string[] = [];
    const form =
      url &&
      service.fromWeb?.(url, (_, word) => {
        words.push(word);
        return word;
      });
    if (form === undefined) continue;
    const places = words.filter((word) => form.includes(word)).join(", ");
    return `a web address of ${service.scheme} is written ${form}${places === "" ? "" : `, with parts of yours for ${places}`}`;
  }
  return `${scheme}:// names no service; for a webhook write generic+${scheme}://…`;
}

function malformed(scheme: string): string {
  return `${scheme}: not a well-formed URL; write characters such as @ : / # % in names and passwords percent-encoded (%40 for @)`;
}

function known(): string {
  return NOTIFICATION_KINDS.join(", ");
}
