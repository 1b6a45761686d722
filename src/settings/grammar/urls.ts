/** Reads the URLs and addresses of services: Cloudflare's API, broker, Home Assistant, dashboard. */

import { isAtHome, isLoopback } from "../../core/address/reach.ts";
import { withoutTrailing } from "../../core/cut.ts";
import { type Parsed, parsed, quote, refused } from "../../core/parsed.ts";
import { redactUrls } from "../values/redact-urls.ts";

const HIGHEST_PORT = 65_535;

/** Base of the Cloudflare API, without a final slash. */
export function parseBaseUrl(text: string): Parsed<string> {
  const url = readUrl(text, ["http", "https"]);
  if (!url.ok) return url;
  const { search, hash, protocol, hostname } = url.value;
  if (search !== "" || hash !== "")
    return refused(`${shown(text)} has a query or fragment; give the base alone`);
  return protocol === "http:" && !isLoopback(hostname)
    ? refused(`${shown(text)} would send the token in clear to another machine; use https`)
    : parsed(withoutTrailing(text, "/"));
}

/** A warning where a secret would leave the house in clear on its way to this URL. */
export function inClear(url: string, what: string): readonly string[] {
  const [, scheme = "", host = ""] = /^([a-z]+):\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(url) ?? [];
  return /^(?:http|ws|mqtt)$/i.test(scheme) && !isAtHome(host)
    ? [`${what} travels in clear to another network; use ${scheme.toLowerCase()}s`]
    : [];
}

/** The broker: scheme, host and port, for websockets a path. */
export function parseBrokerUrl(text: string): Parsed<string> {
  const url = readUrl(text, ["mqtt", "mqtts", "ws", "wss"]);
  if (!url.ok) return url;
  const { username, password, pathname, search, hash, protocol } = url.value;
  if (username !== "" || password !== "") {
    return refused(
      `${shown(text)} holds a user or password; they have settings of their own: MQTT_USERNAME and MQTT_PASSWORD (or MQTT_PASSWORD_FILE)`,
    );
  }
  if (hash !== "") return refused(`${shown(text)} has a fragment, which means nothing to a broker`);
  const isWebsocket = protocol === "ws:" || protocol === "wss:";
  if (!isWebsocket && (!/^\/?$/.test(pathname) || search !== "")) {
    return refused(`${shown(text)} has a path or query, which only ws:// and wss:// know`);
  }
  return parsed(isWebsocket ? text : text.replace(/\/$/, ""));
}

/** Home Assistant, without a final slash. */
export function parseHomeAssistantUrl(text: string): Parsed<string> {
  const url = readUrl(text, ["http", "https", "ws", "wss"]);
  if (!url.ok) return url;
  const { username, password, search, hash } = url.value;
  if (username !== "" || password !== "")
    return refused(`${shown(text)} holds a user or password; Home Assistant takes HOME_ASSISTANT_TOKEN`);
  if (search !== "" || hash !== "")
    return refused(`${shown(text)} has a query or fragment; give the address alone`);
  return parsed(withoutTrailing(text, "/"));
}

/** `host:port`; IPv6 addresses in brackets. */
export function parseHostPort(text: string): Parsed<{ readonly host: string; readonly port: number }> {
  const [, host = "", digits = ""] =
    /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):([0-9]{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === "" || port < 1 || port > HIGHEST_PORT || !isHost(host)) {
    return refused(
      `${shown(text)} is not host:port; write it as 127.0.0.1:8080 or [::1]:8080, with a port from 1 to 65535`,
    );
  }
  return parsed({ host: host.replace(/^\[|\]$/g, ""), port });
}

/** A topic, or the beginning of topics: no wildcards, no empty level at its ends. */
export function parseTopic(text: string): Parsed<string> {
  return /^(?![$/])[^+#\0\s]+$/.test(text) && !/\/\/|\/$/.test(text)
    ? parsed(text)
    : refused(
        `${quote(text)} cannot begin topics; it holds no blanks, + or #, does not begin with $ or a slash, and has no empty level`,
      );
}

/** The name of an instance, which becomes part of topics and entities. */
export function parseInstance(text: string): Parsed<string> {
  return /^[a-z0-9_]+$/.test(text)
    ? parsed(text)
    : refused(
        `${quote(text)} is not the name of an instance; it has lower-case letters, digits and underscores`,
      );
}

function readUrl(text: string, schemes: readonly string[]): Parsed<URL> {
  const accepted = `${schemes.map((scheme) => `${scheme}://`).join(", ")} with a host`;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/[^\s/?#]/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || /\s/.test(text) || !URL.canParse(text))
    return refused(`${shown(text)} is not an absolute URL; accepted is ${accepted}`);
  const url = new URL(text);
  return schemes.includes(scheme) && url.hostname !== ""
    ? parsed(url)
    : refused(`${shown(text)} cannot be used here; accepted is ${accepted}`);
}

function isHost(host: string): boolean {
  return URL.canParse(`http://${host}/`) && !/^\d+$/.test(host);
}

/** Quoted without user, password and query, so that the value is not shown a second time with them. */
function shown(text: string): string {
  return quote(redactUrls(text));
}
