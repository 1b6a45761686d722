/** `url:`, `url.via4:`, `url.via6:`: the addresses that a web page of the user's choice names. */

import { keepSecret, redact } from "../../../core/secret.ts";
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
  // A page may repeat what it was asked with: "unknown token …".
  for (const part of secretPartsOf(spec.url)) keepSecret(part);
  return {
    name,
    async detect(family, signal) {
      const answer = await askForText({ url: spec.url, family: spec.via ?? family, signal, lookup });
      if (!answer.ok) return unavailable(name, answer.reason);
      const read = readAddressLines(answer.text, { family, origin: "network", rejectCloudflare });
      return asDetection(name, read.ok ? read : { ok: false, reason: redact(read.reason) });
    },
  };
}

/** The password of a URL, and what looks like a key among its other parts; plain words such as `address` are none. */
function secretPartsOf(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const { username, password, pathname, searchParams } = new URL(text);
  const others = [username, ...pathname.split("/"), ...searchParams.values()].filter((part) =>
    /[\dA-Z]/.test(part),
  );
  return [password, ...others].map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
