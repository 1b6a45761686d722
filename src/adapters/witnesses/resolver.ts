/** One public resolver, asked by DNS over HTTPS (RFC 8484) on a few connections that a round shares. */

import type { Agent } from "node:http";
import { connectionTrouble } from "../connection-trouble.ts";
import { egress } from "../egress/egress.ts";
import { exchange, HttpFailure, httpModule } from "../http.ts";
import type { WitnessContext } from "./context.ts";
import { mute, refused, type Silence } from "./hearsay.ts";
import { decodeWitnessAnswer, encodeWitnessQuestion } from "./message.ts";
import type { Ask } from "./round.ts";

const MEDIA_TYPE = "application/dns-message";
/** Longest DNS message there can be, bytes. */
const MOST_BYTES = 65_535;

/** `base`: URL of the resolver. `close` ends its connections. */
export function resolver(
  { lookup, patienceMs }: WitnessContext,
  base: string,
): { readonly ask: Ask; readonly close: () => void } {
  let agent: Agent | undefined;
  const ask: Ask = async (asked, signal) => {
    const url = new URL(base);
    agent ??= connectionsTo(url);
    // The id is 0, so that the same question is the same URL for caches (RFC 8484, section 4.1).
    url.searchParams.set("dns", encodeWitnessQuestion(0, asked, true).toString("base64url"));
    try {
      const { status, body } = await exchange({
        url,
        headers: { accept: MEDIA_TYPE, "user-agent": "cloudflare-ddns" },
        lookup,
        agent,
        maxBytes: MOST_BYTES,
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs * 2)]),
      });
      if (status !== 200) return refused(`it answered with status ${status}`);
      const answer = decodeWitnessAnswer(body, 0, asked);
      return answer === undefined || answer.truncated
        ? refused("its answer is no whole DNS message about this name")
        : { answer };
    } catch (thrown) {
      return silenceOf(thrown);
    }
  };
  return { ask, close: () => agent?.destroy() };
}

function silenceOf(thrown: unknown): Silence {
  if (!(thrown instanceof HttpFailure)) return refused("it cannot be asked");
  if (thrown.kind === "aborted") return mute("it does not answer");
  const { what } = connectionTrouble(thrown);
  return thrown.kind === "unreachable" ? mute(what) : refused(what);
}

function connectionsTo(url: URL): Agent {
  const settings = { keepAlive: true };
  const { Agent: AgentClass } = httpModule(url.protocol);
  return egress().tunnelFor(url, settings) ?? new AgentClass(settings);
}
