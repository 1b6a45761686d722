/** Sends the state and new log lines to every open page as server-sent events. */

import type { Clock } from "../../../src/index.ts";
import type { LogLine, Service, ServiceView } from "../../service/service-view.ts";
import type { DashboardEvents, DashboardState } from "../wire.ts";
import type { Past } from "./past.ts";

/** The log can only be looked at, so it is looked at this often. */
const LOG_EVERY_MS = 1_000;
/** Proxies close silent connections, and a page that hears nothing for long knows that its connection is dead. */
const HEARTBEAT_EVERY_MS = 20_000;
const MAX_STREAMS = 32;
/** Events that a page may lag behind before it is cut off, so that a sleeping one cannot fill the memory. */
const MAX_LAG = 64;

export interface EventStreams {
  /** Answers with a new stream for the page that calls itself `page`, or undefined where too many are open. */
  open(page?: string): Response | undefined;
  /**
   * Ends the stream of a page that is being closed. Left to the browser, a proxy between us learns of it only when the
   * next event does not go through, and Home Assistant's writes that down as an error.
   */
  leave(page: string): void;
  /** Ends every stream. */
  close(): void;
}

/** Streams of `service`; `stateOf` makes what pages get of a view. */
export function createEventStreams(
  service: Service,
  clock: Clock,
  stateOf: (view: ServiceView) => DashboardState,
  past: Pick<Past, "now" | "subscribe">,
): EventStreams {
  const open = new Map<AbortController, string | undefined>();

  function stream(abort: AbortController): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let shown: readonly LogLine[] = [];
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const send = <Name extends keyof DashboardEvents>(name: Name, value: DashboardEvents[Name]) => {
            if (abort.signal.aborted) return;
            controller.enqueue(encoder.encode(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`));
            if ((controller.desiredSize ?? 0) < 0) abort.abort();
          };
          const sendNewLines = () => {
            const tail = [...service.logTail];
            const added = linesAfter(shown, tail);
            shown = tail;
            if (added.length > 0) send("log", added);
          };

          const unsubscribe = service.subscribe((view) => {
            send("state", stateOf(view));
            sendNewLines();
          });
          const endPast = past.subscribe((news) =>
            news === undefined ? send("past", past.now()) : send("past-news", news),
          );
          abort.signal.addEventListener("abort", () => {
            unsubscribe();
            endPast();
            open.delete(abort);
            try {
              controller.close();
            } catch {
              // The browser went first and the stream is closed already.
            }
          });

          send("past", past.now());
          send("state", stateOf(service.view));
          shown = [...service.logTail];
          send("log-tail", shown);
          void (async () => {
            for (let sinceBeat = LOG_EVERY_MS; ; sinceBeat += LOG_EVERY_MS) {
              await clock.sleep(LOG_EVERY_MS, abort.signal);
              sendNewLines();
              if (sinceBeat < HEARTBEAT_EVERY_MS) continue;
              sinceBeat = 0;
              send("heartbeat", { now: new Date(clock.now()).toISOString() });
            }
            // Sleeping ends by abort alone.
          })().catch(() => abort.abort());
        },
        cancel() {
          abort.abort();
        },
      },
      { highWaterMark: MAX_LAG },
    );
  }

  return {
    open(page) {
      if (open.size >= MAX_STREAMS) return undefined;
      const abort = new AbortController();
      open.set(abort, page);
      return new Response(stream(abort), {
        headers: { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" },
      });
    },
    leave(page) {
      for (const [abort, name] of [...open]) if (name === page) abort.abort();
    },
    close() {
      for (const abort of [...open.keys()]) abort.abort();
    },
  };
}

/** Lines of `tail` that come after the last one of `shown`; all of them where it has scrolled out. */
export function linesAfter(shown: readonly LogLine[], tail: readonly LogLine[]): readonly LogLine[] {
  const last = shown.at(-1);
  if (last === undefined) return tail;
  const same = tail.lastIndexOf(last);
  if (same >= 0) return tail.slice(same + 1);
  const equal = tail.findLastIndex(
    (line) => line.at === last.at && line.level === last.level && line.text === last.text,
  );
  return tail.slice(equal + 1);
}
