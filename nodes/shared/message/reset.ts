/** `msg.reset`, as Node-RED's own nodes use it: forget what you know. */

import type { FlowMessage } from "../node-red.ts";

/** There at all, unless it says no. */
export function wantsReset({ reset }: FlowMessage): boolean {
  return reset !== undefined && reset !== null && reset !== false;
}
