/** Keeps one connection to the broker alive: back-off, fresh credentials, each trouble told once. */

import { asDdnsError, type Clock, DdnsError } from "../../../src/index.ts";
import type { Log } from "../log.ts";
import { describeBroker, type FindBroker } from "./broker.ts";
import { type MqttMessage, type MqttSession, type OpenSession, openSession } from "./session.ts";
import { createTroubleLog } from "./trouble-log.ts";

const SHORTEST_WAIT_MS = 1000;
/** A refused login is not hammered. */
const SHORTEST_WAIT_REFUSED_MS = 5000;
const LONGEST_WAIT_MS = 60_000;
/** A connection that has lasted so long counts as settled: longer than two programs that throw each other off ever wait. */
const SETTLED_MS = 2 * LONGEST_WAIT_MS;
/** So many connections that never settled look like two programs with one client id. */
const THROWN_OFF_TIMES = 3;
const THROWN_OFF_WITHIN_MS = 120_000;
/** With the session's own half second for its end: two seconds. */
const FAREWELL_WITHIN_MS = 1500;

export interface LinkOptions {
  readonly broker: FindBroker;
  readonly clientId: string;
  readonly willTopic?: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Runs on each new connection; when it rejects, the connection is given up and made again. */
  readonly onSession: (session: MqttSession) => Promise<void>;
  readonly onMessage: (message: MqttMessage) => void;
  /** Hears why there is no connection, each time one fails or breaks. */
  readonly onDown?: (reason: string) => void;
  /** Default: the MQTT library. */
  readonly open?: OpenSession;
}

export interface Link {
  /** The open connection, while there is one. */
  readonly session: MqttSession | undefined;
  /** Says `farewell` on an open connection, then ends it; takes at most two seconds. */
  stop(farewell?: (session: MqttSession) => Promise<void>): Promise<void>;
}

/** Starts at once and goes on until stopped. */
export function keepConnected(options: LinkOptions): Link {
  const { clock, log, open = openSession } = options;
  const stopping = new AbortController();
  const trouble = createTroubleLog(log);
  let session: MqttSession | undefined;
  let thrownOff: number[] = [];
  let wait = SHORTEST_WAIT_MS;

  const tell = (error: DdnsError) => {
    options.onDown?.(error.message);
    trouble.tell(`MQTT: ${error.message} Trying again until it works.`);
  };

  const connect = async (): Promise<void> => {
    const broker = await options.broker();
    const opened = await open(broker, { ...options, signal: stopping.signal });
    if (stopping.signal.aborted) return opened.end();
    session = opened;
    const since = clock.monotonic();
    const settled = clock.sleep(SETTLED_MS, opened.gone).then(
      () => {
        thrownOff = [];
        wait = SHORTEST_WAIT_MS;
        trouble.settle();
      },
      () => undefined,
    );
    trouble.good(`MQTT: connected to ${describeBroker(broker)}.`);
    try {
      await options.onSession(opened).catch((error: unknown) => {
        // What a broken connection leads to is no trouble of its own.
        if (!opened.gone.aborted) throw error;
      });
      await whenAborted(opened.gone);
    } finally {
      // While stopping, `stop` takes leave of the connection itself.
      if (!stopping.signal.aborted) {
        await opened.end();
        session = undefined;
        await settled;
        if (clock.monotonic() - since < SETTLED_MS) countThrownOff();
      }
    }
    throw new DdnsError("UNAVAILABLE", `The connection to the MQTT broker ${describeBroker(broker)} broke.`);
  };

  const countThrownOff = () => {
    const now = clock.monotonic();
    thrownOff = [...thrownOff.filter((at) => now - at < THROWN_OFF_WITHIN_MS), now];
    if (thrownOff.length >= THROWN_OFF_TIMES)
      trouble.tell(
        `MQTT: the broker ended ${THROWN_OFF_TIMES} connections soon after they were made. Probably a second program uses the same client id (${options.clientId}): give each its own INSTANCE.`,
      );
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await connect();
      } catch (thrown) {
        if (stopping.signal.aborted) return;
        const error = asDdnsError(
          thrown,
          new DdnsError("UNAVAILABLE", "The connection to the MQTT broker failed."),
        );
        tell(error);
        if (error.code === "AUTH_REJECTED") wait = Math.max(wait, SHORTEST_WAIT_REFUSED_MS);
      }
      const jittered = wait * (0.75 + clock.random() / 2);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      await clock.sleep(jittered, stopping.signal).catch(() => undefined);
    }
  };
  void run();

  return {
    get session() {
      return session;
    },
    async stop(farewell) {
      if (stopping.signal.aborted) return;
      stopping.abort();
      const leaving = session;
      if (leaving === undefined) return;
      const late = new AbortController();
      await Promise.race([
        farewell?.(leaving).catch(() => undefined),
        clock.sleep(FAREWELL_WITHIN_MS, late.signal).catch(() => undefined),
      ]);
      late.abort();
      await leaving.end();
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
