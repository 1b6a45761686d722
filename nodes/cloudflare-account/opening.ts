/** From the properties and the token of an account node to an account that can be opened, or why it cannot. */

import {
  DdnsError,
  isLoopback,
  OFFICIAL_BASE_URL,
  type OpenedAccount,
  openAccount,
  parseToken,
  Secret,
} from "../shared/engine.ts";
import { unsetVariable, variableUnset } from "../shared/input/unset-variable.ts";

export interface AccountSettings {
  /** As Node-RED hands it out: a variable is replaced where it is set. */
  readonly token: unknown;
  /** Empty for `defaultBaseUrl`. */
  readonly baseUrl: string;
  readonly defaultBaseUrl: string;
}

/** A function that opens the account, or the reason why there is none. No reason repeats any of the token. */
export function openingOf(settings: AccountSettings): (() => OpenedAccount) | DdnsError {
  const token = readToken(settings.token);
  const baseUrl = readBaseUrl(settings.baseUrl, settings.defaultBaseUrl);
  if (token instanceof DdnsError) return token;
  if (baseUrl instanceof DdnsError) return baseUrl;
  return () => openAccount({ token, baseUrl });
}

/** The API that accounts use unless they name another: settings.js, then the environment, then Cloudflare's own. */
export function defaultBaseUrl(
  settings: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const configured = settings["cloudflareAccountBaseUrl"] ?? environment["CLOUDFLARE_BASE_URL"];
  return typeof configured === "string" && configured.trim() !== "" ? configured : OFFICIAL_BASE_URL;
}

function readToken(given: unknown): Secret | DdnsError {
  const unset = unsetVariable(given);
  if (unset !== undefined) return variableUnset("The API token", unset);
  if (typeof given !== "string" || given.trim() === "") {
    return new DdnsError(
      "CONFIG_INVALID",
      "The Cloudflare account has no API token. Open the account and enter one.",
    );
  }
  const token = parseToken(given, "value");
  return token.ok
    ? new Secret(token.value)
    : new DdnsError(
        "CONFIG_INVALID",
        `The API token of the Cloudflare account cannot be used: ${token.reason}.`,
      );
}

function readBaseUrl(given: string, fallback: string): string | DdnsError {
  const unset = unsetVariable(given);
  if (unset !== undefined) return variableUnset("The API base", unset);
  const text = given === "" ? fallback : given;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    return new DdnsError(
      "CONFIG_INVALID",
      "The API base of the Cloudflare account is not an https URL without user and password. Leave it empty for Cloudflare's own.",
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return new DdnsError(
      "CONFIG_INVALID",
      "The API base of the Cloudflare account begins with http:, so the token would leave this machine in clear. Write https:, or leave it empty for Cloudflare's own.",
    );
  }
  return text.trim().replace(/\/+$/, "");
}
