/** Keeps one connection to the broker alive: back-off, fresh credentials, each trouble told once. */

import { asDdnsError, type Clock, DdnsError, foreignText } from "../../../src/index.ts";
import type { Log } from "../log.ts";
import { describeBroker, type FindBroker } from "./broker.ts";
import { brokeError, cutOffText } from "./failure.ts";
import { PacketTooLarge } from "./packet-guard.ts";
import { type MqttMessage, type MqttSession, type OpenSession, openSession } from "./session.ts";
import { createShunned, type Shunned } from "./shunned.ts";
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
/** So many connections in a row that ended over the same message of ours: the broker does not take it. */
const CUT_OFF_TIMES = 2;
/** With the session's own half second for its end: two seconds. */
const FAREWELL_WITHIN_MS = 1500;

export interface LinkOptions {
  readonly broker: FindBroker;
  readonly clientId: string;
  readonly willTopic?: string;
  readonly log: Log;
  /** In front of its lines in the log, since there may be two connections; default MQTT. */
  readonly logName?: string;
  readonly clock: Clock;
  /** Runs on each new connection; when it rejects, the connection is given up and made again. */
  readonly onSession: (session: MqttSession) => Promise<void>;
  readonly onMessage: (message: MqttMessage) => void;
  /** Hears why there is no connection, each time one fails or breaks. */
  readonly onDown?: (reason: string) => void;
  /** Hears that the broker ends the connection over a message of ours, and (undefined) that it does not any more. */
  readonly onCutOff?: (trouble: string | undefined) => void;
  /** Bytes of the longest packet that is read; default 1 MB. */
  readonly packetLimit?: () => number;
  /** What nobody but us may keep on the broker: a message there that is too large to be read is removed. */
  readonly isOurs?: (topic: string) => boolean;
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
  const { clock, log, logName = "MQTT", open = openSession } = options;
  const stopping = new AbortController();
  const trouble = createTroubleLog(log);
  let session: MqttSession | undefined;
  const shunned = createShunned(clock);
  let thrownOff: number[] = [];
  let cutOff: { readonly topic: string; readonly times: number } | undefined;
  let wait = SHORTEST_WAIT_MS;

  const tell = (error: DdnsError) => {
    options.onDown?.(error.message);
    trouble.tell(`${logName}: ${error.message} Trying again until it works.`);
  };

  const connect = async (): Promise<void> => {
    const broker = await options.broker();
    const opened = guarded(await open(broker, { ...options, signal: stopping.signal }), shunned);
    if (stopping.signal.aborted) return opened.end();
    session = opened;
    const since = clock.monotonic();
    const settled = clock.sleep(SETTLED_MS, opened.gone).then(
      () => {
        thrownOff = [];
        wait = SHORTEST_WAIT_MS;
        noCutOff();
        trouble.settle();
      },
      () => undefined,
    );
    trouble.good(`${logName}: connected to ${describeBroker(broker)}.`);
    try {
      await begin(opened).catch((error: unknown) => {
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
        if (clock.monotonic() - since < SETTLED_MS) blame(opened);
      }
    }
    throw asDdnsError(opened.gone.reason, brokeError(broker));
  };

  const begin = async (opened: MqttSession): Promise<void> => {
    for (const topic of shunned.struck) if (options.isOurs?.(topic)) await opened.publish(topic, "", true);
    await options.onSession(opened);
  };

  /** Looks for the reason why a connection ended so soon. */
  const blame = ({ gone, unacknowledged }: MqttSession): void => {
    if (gone.reason instanceof PacketTooLarge) {
      shunned.strike(gone.reason.topic);
    } else if (unacknowledged === undefined) countThrownOff();
    else {
      const { topic } = unacknowledged;
      cutOff = { topic, times: cutOff?.topic === topic ? cutOff.times + 1 : 1 };
      if (cutOff.times < CUT_OFF_TIMES) return;
      const text = cutOffText(unacknowledged);
      trouble.tell(`${logName}: ${text}`);
      options.onCutOff?.(text);
    }
  };

  const noCutOff = (): void => {
    if (cutOff !== undefined) options.onCutOff?.(undefined);
    cutOff = undefined;
  };

  const countThrownOff = () => {
    const now = clock.monotonic();
    thrownOff = [...thrownOff.filter((at) => now - at < THROWN_OFF_WITHIN_MS), now];
    if (thrownOff.length >= THROWN_OFF_TIMES)
      trouble.tell(
        `${logName}: the broker ended ${THROWN_OFF_TIMES} connections soon after they were made. Probably a second program uses the same client id (${options.clientId}): give each its own INSTANCE.`,
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

/** A session that does not read where messages are too large to be read. */
function guarded(session: MqttSession, shunned: Shunned): MqttSession {
  return {
    ...session,
    get unacknowledged() {
      return session.unacknowledged;
    },
    async subscribe(filter) {
      const topic = shunned.for(filter);
      if (topic !== undefined)
        throw new DdnsError(
          "BAD_INPUT",
          `Nothing is read on ${filter} for now, as messages on ${foreignText(topic)} are too large; remove what the broker keeps there.`,
        );
      await session.subscribe(filter);
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
