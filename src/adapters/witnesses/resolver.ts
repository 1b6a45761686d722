/** Asks one public resolver by DNS over HTTPS (RFC 8484). */

import type { RecordSetKey } from "../../core/types.ts";
import type { Testimony } from "../../core/witness/verification.ts";
import { connectionTrouble } from "../connection-trouble.ts";
import { exchange, HttpFailure } from "../http.ts";
import type { WitnessContext } from "./context.ts";
import { decodeAddressAnswer, encodeAddressQuestion } from "./message.ts";
import { answered, silent } from "./testimony.ts";

const MEDIA_TYPE = "application/dns-message";
/** Longest DNS message there can be, bytes. */
const MOST_BYTES = 65_535;

/** `base`: URL of the resolver. Never rejects. */
export async function askResolver(
  { lookup, patienceMs }: WitnessContext,
  base: string,
  key: RecordSetKey,
  signal: AbortSignal,
): Promise<Testimony> {
  const url = new URL(base);
  const witness = { name: url.hostname, kind: "public" } as const;
  // The id is 0, so that the same question is the same URL for caches (RFC 8484, section 4.1).
  url.searchParams.set("dns", encodeAddressQuestion(0, key, true).toString("base64url"));
  try {
    const { status, body } = await exchange({
      url,
      headers: { accept: MEDIA_TYPE, "user-agent": "cloudflare-ddns" },
      lookup,
      maxBytes: MOST_BYTES,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs * 2)]),
    });
    if (status !== 200) return silent(witness, `it answered with status ${status}`);
    const answer = decodeAddressAnswer(body, 0, key);
    return answer === undefined || answer.truncated
      ? silent(witness, "its answer is no whole DNS message about this name")
      : answered(witness, answer);
  } catch (thrown) {
    return silent(
      witness,
      thrown instanceof HttpFailure ? connectionTrouble(thrown).what : "it cannot be asked",
    );
  }
}
