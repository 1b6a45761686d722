/** `ipify`: the address in which ipify.org sees us, from its host of the family. */

import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { readOneAddress } from "./address-text.ts";
import { askForText } from "./http.ts";

const NAME = "ipify";

export function ipifySource({ endpoints, lookup, rejectCloudflare }: SourceContext): AddressSource {
  return {
    name: NAME,
    async detect(family, signal) {
      const answer = await askForText({ url: endpoints.ipify[family], family, signal, lookup });
      if (!answer.ok) return unavailable(NAME, answer.reason);
      return asDetection(NAME, readOneAddress(answer.text, { family, origin: "network", rejectCloudflare }));
    },
  };
}
