/** What testimonies say about one record set. */

import { isCloudflare } from "../address/class.ts";
import type { Address, Fqdn, RecordType } from "../types.ts";
import type { Published, Testimony, ZoneVerification } from "./verification.ts";

/** How the world is to see one record set. */
export interface Expectation {
  readonly name: Fqdn;
  readonly type: RecordType;
  /** All of these are to be answered; not empty. */
  readonly wanted: readonly Address[];
  /** Records of others at the same name, which may be answered besides. */
  readonly others: readonly Address[];
  /** Then Cloudflare's addresses are to be answered, and none of the home's. */
  readonly proxied: boolean;
}

/** Cloudflare proxies whole names: one orange record is enough, and nothing else is answered. */
export function judgeTestimony({ answer, error }: Testimony, expected: Expectation): Published {
  if (error !== null) return "unknown";
  const { wanted, others, proxied } = expected;
  const right = proxied
    ? answer.length > 0 && answer.every((address) => isCloudflare(address) && !wanted.includes(address))
    : wanted.every((address) => answer.includes(address)) &&
      answer.every((address) => wanted.includes(address) || others.includes(address));
  return right ? "yes" : "no";
}

/** One who answers wrongly is enough for "no"; who could not be asked proves nothing. */
export function judgeRecord(
  testimonies: readonly Testimony[],
  expected: Expectation,
): { readonly published: Published; readonly reason: string | null } {
  const verdicts = testimonies.map((testimony) => judgeTestimony(testimony, expected));
  const wrong = testimonies[verdicts.indexOf("no")];
  if (wrong !== undefined) return { published: "no", reason: describeWrong(wrong, expected) };
  if (verdicts.includes("yes")) return { published: "yes", reason: null };
  return { published: "unknown", reason: describeSilence(testimonies, expected) };
}

/** From the status of the zone object; a zone that is kept elsewhere, or not yet here, leads nobody to Cloudflare. */
export function delegationOf(status: string): ZoneVerification["delegation"] {
  if (status === "active") return "cloudflare";
  return ["pending", "initializing", "moved", "deactivated", "deleted"].includes(status)
    ? "elsewhere"
    : "unknown";
}

function describeWrong({ name, kind, answer }: Testimony, expected: Expectation): string {
  const said = answer.length === 0 ? `that there is no ${expected.type} record` : answer.join(", ");
  const right = expected.proxied ? "Cloudflare's addresses" : expected.wanted.join(", ");
  const step =
    kind === "public"
      ? "Resolvers keep an old answer for its TTL; ask again after that"
      : "Ask again in a minute, and look at the record in Cloudflare's dashboard if it stays";
  return `${name} answers ${said} for ${expected.type} ${expected.name} instead of ${right}. ${step}.`;
}

function describeSilence(testimonies: readonly Testimony[], { name, type }: Expectation): string {
  const [first] = testimonies;
  return first === undefined
    ? `Nobody could be asked about ${type} ${name}: Cloudflare names no name server for its zone. Look at the zone in the dashboard.`
    : `Nobody told what the world sees of ${type} ${name} (${first.name}: ${first.error}). See that this network lets DNS questions out on port 53 as they are.`;
}
