/** Asks a router to bring its events, to go on bringing them, and to stop (GENA). */

import { talkTo } from "./http.ts";

/** `id` is the router's word for it. */
export interface Subscription {
  readonly eventUrl: URL;
  readonly id: string;
  readonly seconds: number;
}

/** What is asked for; a router may give less. */
const WANTED_SECONDS = 1800;
const SHORTEST_SECONDS = 60;

/** Undefined where the router refuses or does not answer. Never rejects, like the others here. */
export function subscribe(router: string, eventUrl: URL, callback: string, signal: AbortSignal) {
  return request(router, eventUrl, { CALLBACK: `<${callback}>`, NT: "upnp:event" }, signal);
}

/** Undefined where the router does not know it any more. */
export function renew(router: string, { eventUrl, id }: Subscription, signal: AbortSignal) {
  return request(router, eventUrl, { SID: id }, signal);
}

export async function unsubscribe(
  router: string,
  { eventUrl, id }: Subscription,
  signal: AbortSignal,
): Promise<void> {
  await talkTo(router, { url: eventUrl, method: "UNSUBSCRIBE", headers: { SID: id } }, signal);
}

async function request(
  router: string,
  eventUrl: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Subscription | undefined> {
  const answer = await talkTo(
    router,
    { url: eventUrl, method: "SUBSCRIBE", headers: { ...headers, TIMEOUT: `Second-${WANTED_SECONDS}` } },
    signal,
  );
  const id = answer?.headers["sid"] ?? headers["SID"];
  if (answer?.status !== 200 || typeof id !== "string" || !/^[!-~]{1,200}$/.test(id)) return undefined;
  const seconds = Number(
    /^second-(\d{1,9})$/i.exec(String(answer.headers["timeout"]))?.[1] ?? WANTED_SECONDS,
  );
  return { eventUrl, id, seconds: Math.min(Math.max(seconds, SHORTEST_SECONDS), WANTED_SECONDS) };
}
