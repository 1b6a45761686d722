/** What of a verification is a problem: somebody was heard, and told something else. */

import { DdnsError } from "../errors.ts";
import type { Verification } from "./verification.ts";

/** What the world sees otherwise, as one sentence for people; undefined where nobody said so. A failure to ask is none. */
export function unpublished({ zones, records }: Verification): DdnsError | undefined {
  const wrong = records.filter(({ published }) => published === "no");
  const astray = zones.filter(({ delegation }) => delegation === "elsewhere");
  const [first, ...more] = [
    ...wrong.map(({ reason }) => reason ?? ""),
    ...astray.map(
      ({ zone }) =>
        `The zone ${zone} is not delegated to Cloudflare. Enter its name servers at the registrar of the domain.`,
    ),
  ];
  if (first === undefined) return undefined;
  const rest = more.length === 0 ? "" : ` (${more.length} more; "cloudflare-ddns verify" tells all.)`;
  return new DdnsError("NOT_PUBLISHED", `The world does not see what was published. ${first}${rest}`);
}
