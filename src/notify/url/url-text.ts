/** Takes URLs apart as text, without a platform: the core has no `URL`, and that one would lower-case tokens that stand in the place of the host. */

/** One `name=value` of a query; `value` is decoded with `+` as a space, `literal` with `+` as itself, `raw` is as written. */
export interface UrlParameter {
  readonly name: string;
  readonly value: string;
  readonly literal: string;
  readonly raw: string;
}

/** The parts of an absolute URL, percent-decoded unless their name begins with `raw`; letter case is kept but in `scheme`. */
export interface UrlText {
  /** Lower case, without colon. */
  readonly scheme: string;
  /** User and password, undefined where the URL has none; `user` may be empty. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Without port; an IPv6 address keeps its brackets; may be empty. */
  readonly host: string;
  readonly port: number | undefined;
  /** Begins with a slash or is empty. */
  readonly rawPath: string;
  /** The path cut at its slashes, empty segments left out. */
  readonly segments: readonly string[];
  readonly hasQuery: boolean;
  readonly parameters: readonly UrlParameter[];
  readonly fragment: string | undefined;
}

const SHAPE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)((?:\/[^?#]*)?)(?:\?([^#]*))?(?:#(.*))?$/i;
const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s"%<>[\\\]^`{|}:]*)$/i;

/** The parts of `text`, undefined where it is no absolute URL. Says nothing about which schemes or hosts make sense. */
export function splitUrl(text: string): UrlText | undefined {
  const match = SHAPE.exec(text);
  if (match === null || hasControlCharacter(text)) return undefined;
  const [, scheme = "", authority = "", rawPath = "", query, fragment] = match;
  const at = authority.lastIndexOf("@");
  const credentials = at < 0 ? undefined : authority.slice(0, at);
  const endpoint = splitPort(authority.slice(at + 1));
  if (endpoint === undefined || /\s/.test(rawPath)) return undefined;
  try {
    const colon = credentials?.indexOf(":") ?? -1;
    return {
      scheme: scheme.toLowerCase(),
      user:
        credentials === undefined
          ? undefined
          : decodeURIComponent(colon < 0 ? credentials : credentials.slice(0, colon)),
      password:
        credentials === undefined || colon < 0 ? undefined : decodeURIComponent(credentials.slice(colon + 1)),
      host: endpoint.host,
      port: endpoint.port,
      rawPath,
      segments: rawPath
        .split("/")
        .filter((part) => part !== "")
        .map(decodeURIComponent),
      hasQuery: query !== undefined,
      parameters: splitQuery(query ?? ""),
      fragment: fragment === undefined ? undefined : decodeURIComponent(fragment),
    };
  } catch {
    return undefined; // a percent sign without two hex digits
  }
}

/** `host` or `host:port`, as it stands in a URL. */
export function formatEndpoint(url: UrlText): string {
  return url.port === undefined ? url.host : `${url.host}:${url.port}`;
}

function splitPort(text: string): { readonly host: string; readonly port: number | undefined } | undefined {
  const [, host = "", digits] = /^(.*?)(?::([0-9]*))?$/s.exec(text) ?? [];
  const port = digits === undefined || digits === "" ? undefined : Number(digits);
  if (!HOST.test(host) || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { host, port };
}

function splitQuery(query: string): readonly UrlParameter[] {
  return query
    .split("&")
    .filter((raw) => raw !== "")
    .map((raw) => {
      const equals = raw.indexOf("=");
      const name = equals < 0 ? raw : raw.slice(0, equals);
      const value = equals < 0 ? "" : raw.slice(equals + 1);
      return {
        name: decodeURIComponent(name.replaceAll("+", " ")),
        value: decodeURIComponent(value.replaceAll("+", " ")),
        literal: decodeURIComponent(value),
        raw,
      };
    });
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
