/** Which filters the broker lets us read; each that it does not is told once, with what is lost by it. */

import type { DdnsError } from "../../../src/index.ts";
import type { Log } from "../log.ts";

export interface Access {
  /** A new connection: the broker may have changed its mind. */
  begin(): void;
  /** Makes what hears of a refused filter; `loss` says what does not work without it. */
  lost(loss: string): (filter: string, why: DdnsError) => void;
  isOpen(filter: string): boolean;
}

export function createAccess(log: Log): Access {
  const told = new Set<string>();
  const closed = new Set<string>();
  return {
    begin: () => closed.clear(),
    lost: (loss) => (filter, why) => {
      closed.add(filter);
      const text = `MQTT: ${why.message} ${loss}`;
      if (told.has(text)) log.debug(text);
      else log.warn(text);
      told.add(text);
    },
    isOpen: (filter) => !closed.has(filter),
  };
}
