/** Keeps the event stream to the server open and says how it stands. */

import type { DashboardEvents } from "../../wire.ts";
import { leave } from "./api.ts";

/** `live`: events arrive. `lost`: they do not, and it is tried again. */
export type LinkStatus = "connecting" | "live" | "lost";

/** What hears each event, by its name. */
export type Listeners = { readonly [Name in keyof DashboardEvents]: (value: DashboardEvents[Name]) => void };

const EVENTS = ["state", "past", "past-news", "log-tail", "log", "heartbeat"] as const;
/** Three heartbeats missed: a sleeping laptop's connection, that looks open and is dead. */
const SILENCE_MS = 65_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Opens the stream; answers with the function that ends it. `url` is relative, so that any prefix works. */
export function connect(url: string, listeners: Listeners, onLink: (status: LinkStatus) => void): () => void {
  let stream: EventSource | undefined;
  let timer: number | undefined;
  let retryMs = FIRST_RETRY_MS;
  /** Tells this page's stream from others; no secret, and without https there is no `randomUUID`. */
  const page = Math.random().toString(36).slice(2);

  const later = (act: () => void, ms: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, ms);
  };
  const retry = () => {
    stream?.close();
    onLink("lost");
    later(open, retryMs);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };
  function hear<Name extends (typeof EVENTS)[number]>(name: Name, text: string): void {
    retryMs = FIRST_RETRY_MS;
    later(retry, SILENCE_MS);
    const value: DashboardEvents[Name] = JSON.parse(text);
    listeners[name](value);
    onLink("live");
  }
  function open(): void {
    const opened = new EventSource(`${url}?page=${page}`);
    stream = opened;
    later(retry, SILENCE_MS);
    for (const name of EVENTS)
      opened.addEventListener(name, (event) => {
        if (event instanceof MessageEvent && typeof event.data === "string") hear(name, event.data);
      });
    // Its own retry gives up for good on any answer but 200, which a restarting service or proxy sends.
    opened.addEventListener("error", retry);
  }

  // The server ends the stream before the browser tears it off: proxies between them take that for an error.
  const hide = () => {
    window.clearTimeout(timer);
    leave(page);
  };
  // Shown again out of the browser's memory, without being loaded anew.
  const show = ({ persisted }: PageTransitionEvent) => {
    if (persisted) retry();
  };

  onLink("connecting");
  open();
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", show);
  return () => {
    window.removeEventListener("pagehide", hide);
    window.removeEventListener("pageshow", show);
    hide();
    stream?.close();
  };
}
