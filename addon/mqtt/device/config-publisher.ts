/** Publishes the device message: never two within two seconds, and removing entities in the steps that removal takes. */

import { type Clock, createTurns } from "../../../src/index.ts";
import type { MqttSession } from "../connection/session.ts";
import type { Log } from "../log.ts";
import type { DeviceMessage } from "./discovery.ts";
import { type Components, componentsOf, goneComponents, stubs, withComponents } from "./removal.ts";

/** Home Assistant loses components when a second message comes while it still works on the first (2026-09). */
const PAUSE_MS = 2500;
export interface ConfigPublisherOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The device message as it should be now. */
  readonly wanted: () => DeviceMessage;
  /** False while some names are not known yet, so that nothing may be called gone. */
  readonly complete: () => boolean;
  /** Hears that the entities of removed components are gone, so that their topics may be emptied. */
  readonly onRemoved: (session: MqttSession) => Promise<unknown>;
}

export interface ConfigPublisher {
  /**
   * The first message on a new connection. `found` is what the broker kept from before.
   * Resolves once Home Assistant can know every entity; removals go on behind it.
   */
  announce(session: MqttSession, found: string | undefined): Promise<void>;
  /** Publishes what has changed since, if anything. */
  update(session: MqttSession): Promise<void>;
  /** Home Assistant has started and knows nothing: the same bytes again. */
  birth(session: MqttSession): Promise<void>;
  /** To be called with every live message on its topic: true where it is not the one that we sent last. */
  differs(payload: string): boolean;
  /** Publishes the message again where another one was heard last. Answers with its topic, if so. */
  repair(session: MqttSession): Promise<readonly string[]>;
  /** False while components are on their way out, whose topics must not be emptied before they are gone. */
  readonly isSettled: boolean;
  /** While true nothing is published: the device is somebody else's. */
  away: boolean;
}

export function createConfigPublisher(options: ConfigPublisherOptions): ConfigPublisher {
  const { clock, log } = options;
  /** The newest message on the broker, as far as we know. */
  let published: string | undefined;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let away = false;
  /** What the broker handed out last is something else than `published`. */
  let spoilt = false;
  /** Removed by this process: if Home Assistant was down then, it has to be told again once it runs. */
  let untold: Components = {};
  let removing = false;
  /** One job after another. A job that fails (the connection broke) is done anew on the next connection. */
  const takeTurn = createTurns();

  const publish = async (session: MqttSession, payload: string): Promise<void> => {
    const wait = publishedAt + PAUSE_MS - clock.monotonic();
    if (wait > 0) await clock.sleep(wait, session.gone);
    if (away) return;
    publishedAt = clock.monotonic();
    // Before it is acknowledged: it may come back to us earlier than that.
    published = payload;
    spoilt = false;
    await session.publish(options.wanted().topic, payload, true);
  };

  /** Publishes the wanted message; answers with the step that is left where components are gone. */
  const bring = async (session: MqttSession): Promise<(() => Promise<unknown>) | undefined> => {
    const wanted = options.wanted().payload;
    const gone = goneComponents(published, wanted);
    // One that an earlier connection did not live to see is found anew.
    removing = false;
    if (!options.complete()) {
      await publish(session, withComponents(wanted, gone));
      return undefined;
    }
    if (Object.keys(gone).length === 0) {
      await publish(session, wanted);
      return () => options.onRemoved(session);
    }
    log.debug(`MQTT: removing ${Object.keys(gone).join(", ")} from Home Assistant.`);
    untold = { ...untold, ...gone };
    removing = true;
    await publish(session, withComponents(wanted, stubs(gone)));
    return async () => {
      await publish(session, wanted);
      removing = false;
      await options.onRemoved(session);
    };
  };

  return {
    announce(session, found) {
      published = found ?? published;
      let rest: (() => Promise<unknown>) | undefined;
      const first = takeTurn(async () => {
        rest = await bring(session);
      });
      first.then(() => takeTurn(async () => rest?.())).catch(() => undefined);
      return first;
    },
    update: (session) =>
      takeTurn(async () => {
        if (!options.complete() || options.wanted().payload === published) return;
        const rest = await bring(session);
        await rest?.();
      }),
    birth: (session) =>
      takeTurn(async () => {
        const wanted = options.wanted().payload;
        const current = options.complete() ? wanted : (published ?? wanted);
        const full = Object.fromEntries(
          Object.entries(untold).filter(
            ([key, component]) => Object.keys(component).length > 1 && !(key in componentsOf(current)),
          ),
        );
        if (Object.keys(full).length > 0) {
          await publish(session, withComponents(current, full));
          await publish(session, withComponents(current, stubs(full)));
        }
        await publish(session, current);
        untold = {};
      }),
    differs(payload) {
      if (away) return false;
      spoilt = payload !== published;
      if (payload === "" && spoilt)
        log.warn(
          "MQTT: the device was deleted in Home Assistant, and is announced again as this program goes on; to keep it away, turn MQTT off in the settings or stop this program.",
        );
      return spoilt;
    },
    repair: (session) =>
      takeTurn(async () => {
        if (!spoilt || away || published === undefined) return [];
        await publish(session, published);
        return [options.wanted().topic];
      }),
    get isSettled() {
      return !removing;
    },
    get away() {
      return away;
    },
    set away(value) {
      away = value;
    },
  };
}
