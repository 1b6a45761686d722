/** `cloudflare.doh`: the address in which Cloudflare's resolver sees us, by DNS over HTTPS (RFC 8484). */

import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { readOneAddress } from "./address-text.ts";

import { askHttp } from "./http.ts";
import { askWhoami, readWhoami } from "./whoami.ts";

const NAME = "cloudflare.doh";

/** Asks for `whoami.cloudflare`; the JSON form of DNS over HTTPS cannot express its class. */
export function cloudflareDohSource(context: SourceContext): AddressSource {
  const { clock, endpoints, lookup, rejectCloudflare } = context;
  return {
    name: NAME,
    async detect(family, signal) {
      const id = Math.floor(clock.random() * 0x10000);
      const post = { body: askWhoami(id), mediaType: "application/dns-message" };
      const reply = await askHttp({ url: endpoints.doh, family, signal, lookup, post });
      if (!reply.ok) return unavailable(NAME, reply.reason);
      const answer = readWhoami(reply.body, id);
      if (!answer.ok) return unavailable(NAME, answer.reason);
      return asDetection(NAME, readOneAddress(answer.text, { family, origin: "network", rejectCloudflare }));
    },
  };
}
