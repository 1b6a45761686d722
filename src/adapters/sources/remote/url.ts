/** `url:`, `url.via4:`, `url.via6:`: the addresses that a web page of the user's choice names. */

import { redact, Secret } from "../../../core/secret.ts";
import type { IpFamily } from "../../../core/types.ts";
import type { AddressSource } from "../../../ports.ts";
import type { SourceContext } from "../context.ts";
import { asDetection, unavailable } from "../detections.ts";
import { readAddressLines } from "./address-text.ts";
import { askForText } from "./http.ts";

/** `via`: the family of the connection; the addresses are of the family asked for in any case. */
export function urlSource(
  spec: { readonly url: string; readonly via?: IpFamily },
  name: string,
  { lookup, rejectCloudflare }: SourceContext,
): AddressSource {
  return {
    name,
    async detect(family, signal) {
      const answer = await askForText({ url: spec.url, family: spec.via ?? family, signal, lookup });
      if (!answer.ok) return unavailable(name, answer.reason);
      const read = readAddressLines(answer.text, { family, origin: "network", rejectCloudflare });
      // A page may repeat what it was asked with: "unknown token …".
      return asDetection(
        name,
        read.ok ? read : { ok: false, reason: redact(read.reason, secretsOf(spec.url)) },
      );
    },
  };
}

/** Everything of a URL that may be secret: user, password, the segments of its path, and the values of its query. */
function secretsOf(text: string): readonly Secret[] {
  if (!URL.canParse(text)) return [];
  const { username, password, pathname, searchParams } = new URL(text);
  const parts = [username, password, ...pathname.split("/")].flatMap((part) => [part, decode(part)]);
  return [...parts, ...searchParams.values()].map((part) => new Secret(part));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
