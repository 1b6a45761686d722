/** From the properties and the token of an account node to an account that can be opened, or why it cannot. */

import {
  DdnsError,
  type ErrorCode,
  isLoopback,
  OFFICIAL_BASE_URL,
  type OpenedAccount,
  openAccount,
  parseToken,
  Secret,
} from "../shared/engine.ts";
import { mayHoldToken, type Permitted } from "../shared/input/permitted.ts";
import { unsetVariable, variableUnset } from "../shared/input/unset-variable.ts";
import type { EnteredBases } from "./bases.ts";
import { splitEntered } from "./entered.ts";

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

/** What is known of a deployed account besides its properties. */
export interface StoredToken {
  /** Id of the account that keeps the credential. */
  readonly owner: string;
  /** As it is stored, a variable not replaced. */
  readonly credential: string;
  readonly bases: EnteredBases;
  readonly permitted: Permitted;
}

/** As `openingOf`, for a token that was stored: it goes only where it was entered for, and comes only from permitted variables. */
export function openingOfStored(
  settings: AccountSettings,
  { owner, credential, bases, permitted }: StoredToken,
): (() => OpenedAccount) | DdnsError {
  const kept = splitEntered(credential).token;
  const variable = unsetVariable(kept);
  const isSet = variable !== undefined && unsetVariable(settings.token) === undefined;
  if (isSet && !mayHoldToken(variable, permitted)) return variableRefused(variable);
  const token = typeof settings.token === "string" ? splitEntered(settings.token).token : settings.token;
  const opening = openingOf({ ...settings, token });
  if (opening instanceof DdnsError || bases.allows({ owner, credential, base: settings.baseUrl }))
    return opening;
  return new DdnsError(
    "CONFIG_INVALID",
    "The API token of the Cloudflare account was entered for another API base and is not sent to this one. Open the account and enter the token again.",
  );
}

/** A variable that no token may be taken from. */
export function variableRefused(name: string, code: ErrorCode = "CONFIG_INVALID"): DdnsError {
  return new DdnsError(
    code,
    `The API token may not be taken from the variable ${name}. Use one whose name begins with CLOUDFLARE_ or CF_, or list it in settings.js: cloudflareDdns: { allowVariables: ["${name}"] }.`,
  );
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
  return text.trim().replace(/(?<!\/)\/+$/, "");
}
