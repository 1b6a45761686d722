/** Publishes the device message: never two within two seconds, and removing entities in the steps that removal takes. */

import type { Clock } from "../../../src/index.ts";
import type { MqttSession } from "../connection/session.ts";
import type { Log } from "../log.ts";
import type { DeviceMessage } from "./discovery.ts";
import { type Components, componentsOf, goneComponents, stubs, withComponents } from "./removal.ts";

/** Home Assistant loses components when a second message comes while it still works on the first (2026-09). */
const PAUSE_MS = 2500;
/** After its start Home Assistant is asked for much at once; we come a little later, each of us at another time. */
const BIRTH_DELAY_MS = 1000;
const BIRTH_JITTER_MS = 4000;

export interface ConfigPublisherOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The device message as it should be now. */
  readonly wanted: () => DeviceMessage;
  /** False while some names are not known yet, so that nothing may be called gone. */
  readonly complete: () => boolean;
  /** Hears that the entities of removed components are gone, so that their topics may be emptied. */
  readonly onRemoved: (session: MqttSession) => Promise<void>;
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
  /** The device was deleted in Home Assistant; it stays away until our next start. */
  deleted(): void;
}

export function createConfigPublisher(options: ConfigPublisherOptions): ConfigPublisher {
  const { clock, log } = options;
  /** The newest message on the broker, as far as we know. */
  let published: string | undefined;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let away = false;
  /** Removed by this process: if Home Assistant was down then, it has to be told again once it runs. */
  let untold: Components = {};
  let lane: Promise<void> = Promise.resolve();

  /** One job after another. A job that fails (the connection broke) is done anew on the next connection. */
  const inLane = (job: () => Promise<void>): Promise<void> => {
    const done = lane.then(job);
    lane = done.catch(() => undefined);
    return done;
  };

  const publish = async (session: MqttSession, payload: string): Promise<void> => {
    const wait = publishedAt + PAUSE_MS - clock.monotonic();
    if (wait > 0) await clock.sleep(wait, session.gone);
    if (away) return;
    publishedAt = clock.monotonic();
    await session.publish(options.wanted().topic, payload, true);
    published = payload;
  };

  /** Publishes the wanted message; answers with the step that is left where components are gone. */
  const bring = async (session: MqttSession): Promise<(() => Promise<void>) | undefined> => {
    const wanted = options.wanted().payload;
    const gone = goneComponents(published, wanted);
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
    await publish(session, withComponents(wanted, stubs(gone)));
    return async () => {
      await publish(session, wanted);
      await options.onRemoved(session);
    };
  };

  return {
    announce(session, found) {
      published = found ?? published;
      let rest: (() => Promise<void>) | undefined;
      const first = inLane(async () => {
        rest = await bring(session);
      });
      first.then(() => inLane(async () => rest?.())).catch(() => undefined);
      return first;
    },
    update: (session) =>
      inLane(async () => {
        if (!options.complete() || options.wanted().payload === published) return;
        const rest = await bring(session);
        await rest?.();
      }),
    birth: (session) =>
      inLane(async () => {
        await clock.sleep(BIRTH_DELAY_MS + clock.random() * BIRTH_JITTER_MS, session.gone);
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
    deleted() {
      if (away) return;
      away = true;
      published = undefined;
      log.warn(
        "MQTT: the device was deleted in Home Assistant. It stays away until this program is started again; to keep it away, turn MQTT off in the settings.",
      );
    },
  };
}
