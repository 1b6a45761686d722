/** What a notification service is: its name, how its URL reads, and how a message comes to it. */

import type { Message } from "../message/message.ts";
import type { WebRequest } from "../message/request.ts";
import type { NotificationQuery } from "../url/query.ts";
import type { UrlText } from "../url/url-text.ts";
import type { MailTarget, MatrixTarget } from "./targets.ts";

/** One service that we can write to. */
export interface Service {
  /** The scheme of its URL, in lower case. */
  readonly scheme: string;
  /** Other schemes that mean the same. */
  readonly aliases: readonly string[];
  /** What its URL looks like, for the reason of a refusal. */
  readonly form: string;
  /** Where the URL leads; undefined where it has not this form. What is wrong in detail is told to `query`. */
  readonly read: (url: UrlText, query: NotificationQuery) => Destination | undefined;
  readonly fromWeb: FromWeb | undefined;
}

/** Where one URL leads, with all it takes to write there. */
export interface Destination {
  /** The service's scheme. */
  readonly kind: string;
  /** Stands in the place of our title; undefined where the URL has none. */
  readonly title: string | undefined;
  /** What the URL says, every secret part wrapped. */
  readonly target: object;
  readonly way: Way;
}

/** How a message gets there: web requests, or one of three ways that need more than that. */
export type Way =
  /** One request for each recipient; `nowMs` since the epoch, for services that want it signed. */
  | { readonly by: "web"; readonly requests: (message: Message, nowMs: number) => readonly WebRequest[] }
  | { readonly by: "mail"; readonly target: MailTarget }
  | { readonly by: "matrix"; readonly target: MatrixTarget }
  | { readonly by: "log" };

/**
 * The service's URL for one of its own web addresses, as people copy them from its pages; undefined where `url` is none.
 * Parts that are secret, and no others, pass through `show` with the word that stands for them in a form.
 */
export type FromWeb = (url: UrlText, show: (part: string, word: string) => string) => string | undefined;

/** A service that takes one web request a message and recipient. */
export interface WebRow<Target extends object> {
  readonly scheme: string;
  readonly aliases?: readonly string[];
  readonly form: string;
  /** Parameters that hold a title of the user's own; default `title`. */
  readonly titles?: readonly string[];
  readonly read: (url: UrlText, query: NotificationQuery) => Target | undefined;
  readonly requests: (target: Target, message: Message, nowMs: number) => readonly WebRequest[];
  readonly fromWeb?: FromWeb;
}

export function webService<Target extends object>(row: WebRow<Target>): Service {
  return service({
    ...row,
    way: (target) => ({ by: "web", requests: (message, nowMs) => row.requests(target, message, nowMs) }),
  });
}

/** The same for a service that a web request is not enough for. */
export function service<Target extends object>(
  row: Omit<WebRow<Target>, "requests"> & { readonly way: (target: Target) => Way },
): Service {
  const { scheme, aliases = [], form, titles = ["title"], read, way, fromWeb } = row;
  return {
    scheme,
    aliases,
    form,
    fromWeb,
    read(url, query) {
      const title = query.text(...titles);
      const target = read(url, query);
      return target === undefined ? undefined : { kind: scheme, title, target, way: way(target) };
    },
  };
}
