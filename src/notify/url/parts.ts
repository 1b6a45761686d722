/** Parts of URLs that several services have in common. */

import { Secret } from "../../core/secret.ts";
import { formatEndpoint, type UrlText } from "./url-text.ts";

/** User name and password. */
export interface BasicAuth {
  readonly user: string;
  readonly password: Secret;
}

/** `text`, undefined where it is empty. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** User and password, undefined where the URL has not both; the user may be empty. */
export function basicAuth(url: UrlText): BasicAuth | undefined {
  return url.user === undefined || nonEmpty(url.password) === undefined
    ? undefined
    : { user: url.user, password: new Secret(url.password ?? "") };
}

/** User and password, or a token where the URL has a password alone. */
export function authOf(url: UrlText): BasicAuth | { readonly token: Secret } | undefined {
  const auth = basicAuth(url);
  return auth?.user === "" ? { token: auth.password } : auth;
}

/** `https://host:port/path`, or `http:` where there is to be no TLS. */
export function serverOf(url: UrlText, plain: boolean, path: readonly string[] = []): string {
  return [`${plain ? "http" : "https"}://${formatEndpoint(url)}`, ...path.map(encodeURIComponent)].join("/");
}

/** The value of a parameter that is not read as an option of a service. */
export function parameter(url: UrlText, name: string): string | undefined {
  return nonEmpty(url.parameters.find((one) => one.name === name)?.value);
}
